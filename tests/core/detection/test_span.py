"""Tests of `router.core.detection.span`."""

import pytest

from router.core.detection.span import span


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1 s"), (41.2, "41 s"), (120, "2 min"), (7199, "120 min"), (19_800, "5.5 h")],
)
def test_it_is_said_in_the_unit_that_reads_best(seconds: float, said: str) -> None:
    assert span(seconds) == said
