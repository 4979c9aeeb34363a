"""Tests of `router.core.behaviour.rejected`."""

import pytest

from router.core.behaviour.rejected import Rejected
from tests.core.behaviour.asking import asked


@pytest.mark.parametrize(("score", "saved"), [(0.0, 1_000), (0.4, 1_000), (0.5, None), (1, None)])
def test_answers_that_were_of_no_use_cost_what_could_be_saved(
    score: float, saved: int | None
) -> None:
    assert Rejected({"dec_1": score}).saved_nanos(asked()) == saved


def test_what_nobody_judged_is_not_rejected() -> None:
    assert Rejected({"dec_2": 0.0}).saved_nanos(asked()) is None
