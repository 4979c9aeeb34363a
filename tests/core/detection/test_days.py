"""Tests of `router.core.detection.days`."""

from datetime import date

import pytest

from router.core.detection.days import Days, first_of_month, is_month_end


def _number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


@pytest.mark.parametrize(
    ("day", "is_end"),
    [
        (date(2026, 6, 26), False),
        (date(2026, 6, 27), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
        (date(2028, 2, 26), True),
        (date(2026, 12, 28), True),
    ],
)
def test_the_last_four_days_are_the_end_of_a_month(day: date, is_end: bool) -> None:
    assert is_month_end(_number(day)) is is_end


@pytest.mark.parametrize("day", [date(2026, 6, 1), date(2026, 6, 17), date(2026, 6, 30)])
def test_a_month_begins_on_its_first_day(day: date) -> None:
    assert first_of_month(_number(day)) == _number(date(2026, 6, 1))


def test_a_day_counts_once_it_is_over_and_days_without_use_never_do() -> None:
    days = Days()
    for day in (100, 101, 140):
        days.begin(day)
        days.requests, days.usd = 20, 2.0
        assert days.usual_requests == (0 if day == 100 else 20)


def test_one_crazy_day_hardly_counts_more_than_a_usual_one() -> None:
    days = Days()
    for day in range(100, 120):
        days.begin(day)
        days.requests, days.usd = 200, 10.0
    days.begin(120)
    days.requests, days.usd = 1_000_000, 9_000.0
    days.begin(121)

    assert days.usual_requests <= 260
    assert days.usual_usd <= 13


def test_last_days_of_months_are_learned_apart() -> None:
    days = Days()
    end = _number(date(2026, 6, 29))
    for day, usd in ((end - 10, 1.0), (end, 5.0), (end + 1, 3.0), (end + 2, 1.0)):
        days.begin(day)
        days.requests, days.usd = 10, usd

    assert (days.usual_usd, days.month_end_usd) == (1.0, 4.0)
