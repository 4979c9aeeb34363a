"""Tests of `router.core.spend_profile`."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.period import Calendar, Per
from router.core.spend_profile import UNIFORM, SpendProfile, hour_number, learn_profile

BERLIN = "Europe/Berlin"
WEEK_H = 168
NOW = 168 * 1000
"""The number of an hour; a Monday's midnight."""
ZONES = st.sampled_from(["UTC", BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
MOMENTS = st.floats(0, 730).map(lambda days: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days))
PROFILES = st.lists(st.floats(0.001, 1), min_size=WEEK_H, max_size=WEEK_H).map(
    lambda shares: SpendProfile(tuple(share / sum(shares) for share in shares))
)


def office(weeks: int, *, usd: float = 1.0, until: int = NOW) -> dict[int, float]:
    """Spend of Mondays to Fridays from 9 to 17 in the weeks before."""
    return {
        until - age * WEEK_H + day * 24 + hour: usd
        for age in range(1, weeks + 1)
        for day in range(5)
        for hour in range(9, 17)
    }


def learned(spent: dict[int, float], *, hour: int = NOW) -> SpendProfile:
    found = learn_profile(spent, hour=hour)
    assert found is not None
    return found


@given(PROFILES, st.sampled_from(Per), ZONES, MOMENTS, st.lists(st.floats(0, 1), max_size=6))
def test_what_is_expected_begins_at_nothing_never_falls_and_ends_at_all(
    profile: SpendProfile, per: Per, timezone: str, at: datetime, places: list[float]
) -> None:
    period = Calendar(per=per, timezone=timezone).period(at)
    expected = profile.over(period, timezone=timezone)

    moments = [period.start + place * (period.end - period.start) for place in sorted(places)]
    shares = [expected.share(moment) for moment in moments]
    assert [0.0, *shares, 1.0] == sorted([0.0, *shares, 1.0])
    assert expected.share(period.start) == 0
    assert expected.share(period.end) == 1


@given(st.sampled_from(Per), ZONES, MOMENTS, st.floats(0, 1))
def test_where_all_hours_are_alike_the_share_elapsed_is_expected(
    per: Per, timezone: str, at: datetime, place: float
) -> None:
    period = Calendar(per=per, timezone=timezone).period(at)
    moment = period.start + place * (period.end - period.start)

    expected = UNIFORM.over(period, timezone=timezone).share(moment)

    assert expected == pytest.approx(period.share_elapsed(moment), abs=1e-9)


def test_a_month_that_begins_on_a_saturday_expects_little_until_monday() -> None:
    profile = learned(office(8))
    period = Calendar(per=Per.MONTH, timezone=BERLIN).period(datetime(2026, 8, 10, tzinfo=UTC))
    expected = profile.over(period, timezone=BERLIN)

    monday = datetime(2026, 8, 3, tzinfo=ZoneInfo(BERLIN))
    assert (period.start.astimezone(ZoneInfo(BERLIN)).weekday(), monday.weekday()) == (5, 0)
    assert period.share_elapsed(monday) == pytest.approx(2 / 31)
    assert expected.share(monday) < 0.01
    noon, evening = monday.replace(hour=12), monday.replace(hour=18)
    assert expected.share(evening) - expected.share(monday) == pytest.approx(1 / 21, abs=0.006)
    assert expected.share(noon) == pytest.approx(expected.share(evening) / 2, abs=0.01)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (datetime(2026, 3, 29, 12, tzinfo=UTC), 23),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), 25),
    ],
)
def test_a_day_on_which_clocks_change_has_its_hours(day: datetime, hours: int) -> None:
    shares = [0.0] * WEEK_H
    shares[6 * 24 + 1] = shares[6 * 24 + 2] = 1.0  # Sunday from 1 to 3
    period = Calendar(per=Per.DAY, timezone=BERLIN).period(day)
    expected = SpendProfile(tuple(shares)).over(period, timezone=BERLIN)

    assert len(expected.until_hour) == hours + 1
    at_two = period.start + timedelta(hours=2)
    assert expected.share(at_two) == (1.0 if hours == 23 else pytest.approx(1 / 3))


def test_a_profile_tells_apart_working_hours_nights_and_weekends() -> None:
    shares = learned(office(8)).shares

    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0
    assert shares[12] > 20 * shares[2]
    assert sum(shares[5 * 24 :]) < 0.05


@pytest.mark.parametrize(("weeks", "is_known"), [(0, False), (1, False), (2, True), (8, True)])
def test_two_weeks_are_needed(weeks: int, *, is_known: bool) -> None:
    assert (learn_profile(office(weeks), hour=NOW) is not None) is is_known


def test_weeks_of_silence_are_no_weeks() -> None:
    last = office(1)
    long_ago = {hour - 6 * WEEK_H: usd for hour, usd in last.items()}
    assert learn_profile({**last, min(long_ago) - 100: 0.0}, hour=NOW) is None

    assert learned(last | long_ago | {min(long_ago) - 100: 0.0}).shares[2 * 24 + 12] > 1 / WEEK_H


def test_one_dear_week_weighs_no_more_than_its_neighbours() -> None:
    one_dear_weekend = {NOW - 2 * WEEK_H + 6 * 24 + 12: 1_000_000.0}
    usual, odd = learned(office(6)), learned(office(6) | one_dear_weekend)

    assert sum(odd.shares[5 * 24 :]) < sum(usual.shares[5 * 24 :]) + 0.25


def test_later_weeks_count_for_more() -> None:
    moved = {hour + (12 if hour >= NOW - 2 * WEEK_H else 0): 1.0 for hour in office(4)}
    shares = learned(moved).shares

    assert sum(shares[21:29]) > 0.7 * sum(shares[9:17])
    older = learned({hour + (12 if hour < NOW - 2 * WEEK_H else 0): 1.0 for hour in office(4)})
    assert sum(older.shares[21:29]) < sum(shares[21:29])


def test_corrections_make_no_hour_less_than_nothing() -> None:
    spent = office(4) | {NOW - 100: -5.0}
    assert min(learned(spent).shares) > 0


def test_hours_are_numbered_by_the_clocks_of_a_zone() -> None:
    monday = datetime(2026, 8, 3, tzinfo=ZoneInfo(BERLIN))
    assert hour_number(monday, timezone=BERLIN) % WEEK_H == 0
    assert hour_number(monday, timezone="UTC") % WEEK_H == WEEK_H - 2


def test_the_middle_of_a_week_is_as_good_a_moment_to_learn() -> None:
    at = NOW + 60
    spent = office(4) | office(1, until=NOW + WEEK_H)
    shares = learned({hour: usd for hour, usd in spent.items() if hour < at}, hour=at).shares
    assert shares[12] > 20 * shares[2]
