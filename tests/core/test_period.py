"""Tests of `router.core.period`."""

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from router.core.period import Calendar, Per, Period

ZONES = sorted(available_timezones())
QUARTER = timedelta(minutes=15)
MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
CALENDARS = st.builds(
    Calendar,
    per=st.sampled_from(Per),
    timezone=st.sampled_from(ZONES),
    starts_on=st.integers(1, 31),
    starts_in=st.integers(1, 12),
)
SAMOA = Calendar(per=Per.DAY, timezone="Pacific/Apia")


def utc(*numbers: int) -> datetime:
    year, month, day, hour, minute = (*numbers, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def lengths(calendar: Calendar, at: datetime, *, count: int) -> list[timedelta]:
    """How long the periods from that of `at` on are."""
    found = []
    for _ in range(count):
        period = calendar.period(at)
        found.append(period.end - period.start)
        at = period.end
    return found


@given(MOMENTS, CALENDARS)
@example(utc(2011, 12, 30, 9), SAMOA)
@example(utc(2011, 12, 30, 10), SAMOA)
@example(utc(2026, 3, 29, 1), Calendar(per=Per.DAY, timezone="Europe/Berlin"))
def test_periods_leave_no_gap_and_never_overlap(at: datetime, calendar: Calendar) -> None:
    period = calendar.period(at)
    after, before = calendar.period(period.end), calendar.before(period)

    assert at in period
    assert calendar.period(period.start) == period
    assert calendar.period(period.end - timedelta(microseconds=1)) == period
    assert after.start == period.end
    assert before.end == period.start
    assert period.start < period.end


@given(MOMENTS, CALENDARS)
def test_a_period_begins_on_a_whole_quarter_of_an_hour(at: datetime, calendar: Calendar) -> None:
    """What lets the ledger sum spend by quarters."""
    assert (calendar.period(at).start - utc(1970, 1, 1)) % QUARTER == timedelta(0)


@given(MOMENTS, CALENDARS)
def test_every_moment_lies_in_exactly_one_of_the_periods_around_it(
    at: datetime, calendar: Calendar
) -> None:
    here = calendar.period(at)
    around = {calendar.before(here), here, calendar.period(here.end)}

    assert [at in period for period in around].count(True) == 1
    assert len(around) == 3


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", utc(2026, 3, 29, 12), 23),
        ("Europe/Berlin", utc(2026, 10, 25, 12), 25),
        ("America/Santiago", utc(2026, 9, 6, 12), 23),  # clocks skip midnight
        ("Australia/Lord_Howe", utc(2026, 4, 4, 20), 24.5),  # half an hour
        ("Pacific/Kiritimati", utc(2026, 11, 20, 12), 24),
        ("Pacific/Pago_Pago", utc(2026, 11, 20, 12), 24),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone: str, day: datetime, hours: float) -> None:
    assert lengths(Calendar(per=Per.DAY, timezone=zone), day, count=1) == [timedelta(hours=hours)]


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Pacific/Kiritimati", utc(2026, 11, 20, 10)),  # +14
        ("Pacific/Pago_Pago", utc(2026, 11, 20, 11)),  # -11
        ("Asia/Kathmandu", utc(2026, 11, 19, 18, 15)),  # +5:45
    ],
)
def test_midnight_is_that_of_the_zone(zone: str, start: datetime) -> None:
    period = Calendar(per=Per.DAY, timezone=zone).period(utc(2026, 11, 20, 11))

    assert period == Period(start=start, end=start + timedelta(days=1))


def test_a_day_that_a_zone_skipped_is_empty_and_its_neighbours_meet() -> None:
    last = SAMOA.period(utc(2011, 12, 30, 9, 59))
    first = SAMOA.period(utc(2011, 12, 30, 10))

    assert (last.start, last.end) == (utc(2011, 12, 29, 10), utc(2011, 12, 30, 10))
    assert (first.start, first.end) == (utc(2011, 12, 30, 10), utc(2011, 12, 31, 10))
    assert SAMOA.before(first) == last


def test_a_day_that_has_begun_goes_on_where_clocks_go_back_across_midnight() -> None:
    """At 00:01 it was 23:01 of the day before once more; spend of that hour is the new day's."""
    day = Calendar(per=Per.DAY, timezone="America/St_Johns").period(utc(2006, 10, 29, 2, 45))

    assert day == Period(start=utc(2006, 10, 29, 2, 30), end=utc(2006, 10, 30, 3, 30))


def test_a_fiscal_month_of_a_day_that_was_skipped_begins_when_the_next_day_did() -> None:
    calendar = Calendar(per=Per.MONTH, timezone="Pacific/Apia", starts_on=30)

    assert calendar.period(utc(2012, 1, 1)).start == utc(2011, 12, 30, 10)


@pytest.mark.parametrize(
    ("at", "days"),
    [
        (utc(2028, 2, 10), 29),
        (utc(2027, 2, 10), 28),
        (utc(2026, 11, 30), 30),
        (utc(2026, 12, 1), 31),
    ],
)
def test_a_month_has_as_many_days_as_it_has(at: datetime, days: int) -> None:
    assert lengths(Calendar(per=Per.MONTH), at, count=1) == [timedelta(days=days)]


def test_a_leap_day_is_a_day_of_its_own() -> None:
    day = Calendar(per=Per.DAY).period(utc(2028, 2, 29, 23, 59))

    assert (day.start, day.end) == (utc(2028, 2, 29), utc(2028, 3, 1))


@pytest.mark.parametrize(
    ("at", "start", "end"),
    [
        (utc(2026, 11, 24, 23, 59), utc(2026, 10, 25), utc(2026, 11, 25)),
        (utc(2026, 11, 25), utc(2026, 11, 25), utc(2026, 12, 25)),
        (utc(2026, 12, 31), utc(2026, 12, 25), utc(2027, 1, 25)),
        (utc(2028, 2, 29), utc(2028, 2, 25), utc(2028, 3, 25)),
    ],
)
def test_a_fiscal_month_begins_on_its_day(at: datetime, start: datetime, end: datetime) -> None:
    assert Calendar(per=Per.MONTH, starts_on=25).period(at) == Period(start=start, end=end)


@pytest.mark.parametrize("starts_on", [29, 30, 31])
def test_where_a_month_has_no_such_day_its_last_day_stands_for_it(starts_on: int) -> None:
    calendar = Calendar(per=Per.MONTH, starts_on=starts_on)

    assert calendar.period(utc(2027, 2, 28)).start == utc(2027, 2, 28)
    assert calendar.period(utc(2027, 2, 27)).start == utc(2027, 1, starts_on)
    assert calendar.period(utc(2027, 4, 30)).start == utc(2027, 4, min(starts_on, 30))


def test_months_from_the_last_day_on_are_31_28_31_30_days_long() -> None:
    found = lengths(Calendar(per=Per.MONTH, starts_on=31), utc(2026, 12, 31), count=5)

    assert [length.days for length in found] == [31, 28, 31, 30, 31]


def test_weeks_begin_on_monday_in_the_zone() -> None:
    week = Calendar(per=Per.WEEK, timezone="Pacific/Kiritimati").period(utc(2026, 11, 22, 10))

    assert week == Period(start=utc(2026, 11, 22, 10), end=utc(2026, 11, 29, 10))


@pytest.mark.parametrize(
    ("calendar", "start", "end"),
    [
        (Calendar(per=Per.QUARTER), utc(2026, 10, 1), utc(2027, 1, 1)),
        (Calendar(per=Per.QUARTER, starts_in=2), utc(2026, 11, 1), utc(2027, 2, 1)),
        (Calendar(per=Per.QUARTER, starts_in=12), utc(2026, 9, 1), utc(2026, 12, 1)),
        (Calendar(per=Per.YEAR), utc(2026, 1, 1), utc(2027, 1, 1)),
        (Calendar(per=Per.YEAR, starts_in=4, starts_on=6), utc(2026, 4, 6), utc(2027, 4, 6)),
        (Calendar(per=Per.YEAR, starts_in=12), utc(2025, 12, 1), utc(2026, 12, 1)),
    ],
)
def test_quarters_and_years_begin_in_their_month(
    calendar: Calendar, start: datetime, end: datetime
) -> None:
    assert calendar.period(utc(2026, 11, 20)) == Period(start=start, end=end)


def test_a_share_is_of_the_time_that_really_passes() -> None:
    short_day = Calendar(per=Per.DAY, timezone="Europe/Berlin").period(utc(2026, 3, 29, 12))

    assert short_day.share_elapsed(short_day.start + timedelta(hours=11.5)) == 0.5
    assert short_day.share_elapsed(short_day.start - timedelta(hours=1)) == 0
    assert short_day.share_elapsed(short_day.end + timedelta(hours=1)) == 1


@pytest.mark.parametrize(("per", "months"), [(Per.DAY, None), (Per.WEEK, None), (Per.QUARTER, 3)])
def test_only_months_and_longer_are_counted_in_months(per: Per, months: int | None) -> None:
    assert per.months == months
