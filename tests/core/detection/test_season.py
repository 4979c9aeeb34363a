"""Tests of `router.core.detection.season`."""

import pytest

from router.core.detection.season import HOURS, Season
from tests.core.detection.traffic import BEGIN_S, HOUR_S


def _weeks(season: Season, weeks: int, *, amount: float, hour: int = 10) -> None:
    for week in range(weeks):
        season.add(BEGIN_S + (week * HOURS + hour) * HOUR_S, amount)


def test_an_hour_under_way_is_judged_by_what_was_before() -> None:
    season = Season(doubted_from=100)
    _weeks(season, 4, amount=20)

    season.add(BEGIN_S + (4 * HOURS + 10) * HOUR_S, 5000)
    assert season.usual() == pytest.approx(20)


def test_hours_without_use_count_as_zero() -> None:
    season = Season(doubted_from=100)
    _weeks(season, 4, amount=20)

    season.add(BEGIN_S + (8 * HOURS + 10) * HOUR_S, 1)
    assert 0 < season.usual() < 20 * 0.5


def test_one_crazy_hour_does_not_become_the_norm() -> None:
    season = Season(doubted_from=30)
    _weeks(season, 4, amount=20)
    season.add(BEGIN_S + (4 * HOURS + 10) * HOUR_S, 100_000)

    season.add(BEGIN_S + (5 * HOURS + 10) * HOUR_S, 1)
    assert season.usual() <= 40


def test_an_hour_that_is_crazy_each_week_becomes_usual() -> None:
    season = Season(doubted_from=30)
    _weeks(season, 3, amount=20)
    for week in range(3, 12):
        season.add(BEGIN_S + (week * HOURS + 10) * HOUR_S, 1000)
    season.add(BEGIN_S + (12 * HOURS + 10) * HOUR_S, 1)

    assert season.usual() > 500


def test_hours_beside_it_count_for_clocks_change() -> None:
    season = Season(doubted_from=100)
    _weeks(season, 4, amount=20)

    season.add(BEGIN_S + (4 * HOURS + 11) * HOUR_S, 1)
    assert season.usual() == pytest.approx(20 * 0.75 / 2)


def test_in_the_first_weeks_other_days_stand_in() -> None:
    season = Season(doubted_from=100)
    _weeks(season, 1, amount=20)

    season.add(BEGIN_S + (24 + 10) * HOUR_S, 1)
    assert season.usual() == pytest.approx(20)


def test_rest_is_where_neither_now_nor_on_other_days_much_is_usual() -> None:
    season = Season(doubted_from=100)
    for day in range(21):
        for hour in range(9, 17):
            season.add(BEGIN_S + (day * 24 + hour) * HOUR_S, 5)

    season.add(BEGIN_S + (21 * 24 + 10) * HOUR_S, 1)
    assert not season.is_rest()
    season.add(BEGIN_S + (21 * 24 + 22) * HOUR_S, 1)
    assert season.is_rest()
    assert season.weeks_known() > 3
