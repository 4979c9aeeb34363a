"""Tests of `router.core.rules.difficulty`."""

from dataclasses import replace

import pytest

from router.core.facts import Facts
from router.core.rules.difficulty import DifficultyIs
from router.core.rules.space import is_covered
from tests.factories import assessment, facts

CONDITION = DifficultyIs.model_validate({"at_least": -0.5, "at_most": 2})


def of(difficulty: float | None) -> Facts:
    return facts(said=replace(assessment(), difficulty=difficulty))


@pytest.mark.parametrize(
    ("difficulty", "matches"), [(-0.6, False), (-0.5, True), (0.0, True), (2.0, True), (2.1, False)]
)
def test_matches_within_the_bounds(difficulty: float, matches: bool) -> None:
    assert CONDITION.matches(of(difficulty)) is matches


def test_never_matches_where_it_was_not_measured() -> None:
    assert not CONDITION.matches(of(None))
    assert CONDITION.observed(of(None)) == "difficulty is not measured"


def test_has_it_measured() -> None:
    assert CONDITION.asks == "difficulty"


def test_hard_and_easy_leave_what_was_not_measured() -> None:
    hard, easy = (DifficultyIs.model_validate(b) for b in ({"at_least": 0}, {"at_most": 0}))

    assert not is_covered({}, (*hard.boxes(), *easy.boxes()))


def test_tells_what_it_saw_and_wanted() -> None:
    assert CONDITION.observed(of(0.123)) == "difficulty is 0.12"
    assert CONDITION.wanted() == "at least -0.5, at most 2.0"
