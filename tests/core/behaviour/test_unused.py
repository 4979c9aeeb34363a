"""Tests of `router.core.behaviour.unused`."""

import pytest

from router.core.behaviour.unused import Unused
from tests.core.behaviour.asking import asked


@pytest.mark.parametrize(
    ("named", "saved"),
    [
        ({}, None),
        ({"is_cancelled": True}, 1_000),
        ({"is_cut": True, "spare_nanos": 600}, 1_000),
        ({"spare_nanos": 600}, 600),
    ],
)
def test_cancelled_cut_and_spare_answers_are_unused(
    named: dict[str, object], saved: int | None
) -> None:
    assert Unused().saved_nanos(asked(**named)) == saved
