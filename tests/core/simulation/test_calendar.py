"""Tests of `router.core.simulation.calendar`."""

from tests.core.simulation.small import calendar


def test_september_2026_begins_on_a_tuesday() -> None:
    days = calendar()

    assert [days.is_workday(day) for day in range(7)] == [True] * 4 + [False] * 2 + [True]


def test_little_is_asked_on_weekends() -> None:
    days = calendar()

    assert days.busy(4, weekend=0.03) == 0.03
    assert days.busy(3, weekend=0.03) > days.busy(4, weekend=0.03)


def test_books_are_closed_where_months_meet() -> None:
    days = calendar(32)

    closing = [day for day in range(32) if days.is_closing(day)]
    assert closing == [0, 27, 28, 29, 30]


def test_a_share_of_the_time_falls_on_a_workday() -> None:
    days = calendar()

    assert all(days.is_workday(days.workday_near(share / 10)) for share in range(11))
    assert calendar(1).workday_near(0.9) == 0
