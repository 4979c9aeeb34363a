"""Tests of `router.core.rules.turns`."""

from dataclasses import replace

import pytest

from router.core.rules.turns import Turns
from tests.factories import facts, shape

CONDITION = Turns.model_validate({"at_least": 2, "at_most": 3})


@pytest.mark.parametrize(("turns", "matches"), [(1, False), (2, True), (3, True), (4, False)])
def test_both_bounds_are_within_the_range(turns: int, matches: bool) -> None:
    assert CONDITION.matches(facts(asked=replace(shape(), turns=turns))) is matches


def test_tells_what_it_saw_and_wanted() -> None:
    assert CONDITION.observed(facts()) == "the user has spoken 1 times"
    assert CONDITION.wanted() == "at least 2, at most 3"
