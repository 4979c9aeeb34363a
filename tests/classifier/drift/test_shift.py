"""Tests of `classifier.drift.shift`."""

import pytest

from classifier.drift.shift import Acceptance, Level, Shift


@pytest.mark.parametrize(
    ("index", "limit", "level"),
    [
        (0.05, 0.01, Level.NONE),
        (0.12, 0.01, Level.MODERATE),
        (0.12, 0.2, Level.NONE),
        (0.3, 0.2, Level.GREAT),
        (0.3, 0.4, Level.NONE),
    ],
)
def test_a_shift_counts_where_it_passes_both_the_rule_and_chance(
    index: float, limit: float, level: Level
) -> None:
    assert Shift("feature", "x", index, limit, None).level is level


@pytest.mark.parametrize(
    ("before", "now", "level"),
    [
        ((90, 100), (88, 100), Level.NONE),
        ((900, 1_000), (850, 1_000), Level.MODERATE),
        ((900, 1_000), (700, 1_000), Level.GREAT),
        ((700, 1_000), (900, 1_000), Level.NONE),
        ((40, 40), (1, 40), Level.NONE),
    ],
)
def test_acceptance_is_judged_where_it_fell_and_there_is_enough_of_it(
    before: tuple[int, int], now: tuple[int, int], level: Level
) -> None:
    assert Acceptance(*before, *now).level is level


def test_levels_have_an_order() -> None:
    assert [level.rank for level in (Level.NONE, Level.MODERATE, Level.GREAT)] == [0, 1, 2]
