"""Tests of `router.core.budget`."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from router.core.budget import Budget, BudgetState, Per, Period, shadow_price, state_of
from tests.factories import NOON, caller

QUARTER = timedelta(minutes=15)
ZONES = sorted(available_timezones())
MOMENTS = st.datetimes(
    min_value=datetime(2015, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SHARES = st.floats(0, 10)
STATES = st.builds(BudgetState, id=st.just("b"), share_used=SHARES, share_elapsed=st.floats(0, 1))


def budget(
    limit_usd: str = "100", *, per: str = "month", timezone: str = "UTC", **scope: str
) -> Budget:
    return Budget.model_validate(
        {"id": "b", "limit_usd": limit_usd, "per": per, "timezone": timezone, **scope}
    )


def utc(*numbers: int) -> datetime:
    year, month, day, hour, minute = (*numbers, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("per", "start", "end"),
    [
        (Per.DAY, utc(2026, 11, 20), utc(2026, 11, 21)),
        (Per.WEEK, utc(2026, 11, 16), utc(2026, 11, 23)),
        (Per.MONTH, utc(2026, 11, 1), utc(2026, 12, 1)),
    ],
)
def test_periods_begin_at_midnight_weeks_on_monday(
    per: Per, start: datetime, end: datetime
) -> None:
    assert budget(per=per).period(NOON) == Period(start=start, end=end)


def test_december_is_followed_by_january() -> None:
    assert budget().period(utc(2026, 12, 31)).end == utc(2027, 1, 1)


def test_midnight_is_that_of_the_budgets_time_zone() -> None:
    late = utc(2026, 11, 20, 23, 30)

    assert budget(per=Per.DAY, timezone="Europe/Berlin").period(late) == Period(
        start=utc(2026, 11, 20, 23), end=utc(2026, 11, 21, 23)
    )


@pytest.mark.parametrize(("at", "hours"), [(utc(2026, 3, 29, 12), 23), (utc(2026, 10, 25, 12), 25)])
def test_a_day_on_which_clocks_change_is_as_long_as_it_is(at: datetime, hours: int) -> None:
    day = budget(per=Per.DAY, timezone="Europe/Berlin").period(at)

    assert day.end - day.start == timedelta(hours=hours)


def test_where_clocks_skip_midnight_the_day_begins_when_they_do() -> None:
    day = budget(per=Per.DAY, timezone="America/Santiago").period(utc(2026, 9, 6, 12))

    assert day.start == utc(2026, 9, 6, 4)
    assert day.end - day.start == timedelta(hours=23)


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from(Per))
def test_every_moment_lies_in_its_period_and_periods_meet(
    at: datetime, zone: str, per: Per
) -> None:
    one = budget(per=per, timezone=zone)

    period = one.period(at)

    assert at in period
    assert one.period(period.start) == period
    assert one.period(period.end).start == period.end
    assert 0 <= period.share_elapsed(at) < 1


@given(MOMENTS, st.sampled_from(ZONES))
def test_a_period_begins_on_a_whole_quarter_of_an_hour(at: datetime, zone: str) -> None:
    """What lets the ledger sum spend by quarters."""
    start = budget(per=Per.DAY, timezone=zone).period(at).start

    assert (start - utc(1970, 1, 1)) % QUARTER == timedelta(0)


@pytest.mark.parametrize(
    ("scope", "is_covered"),
    [
        ({}, True),
        ({"team": "search"}, True),
        ({"team": "pay"}, False),
        ({"key": "key_1", "user": "ada", "project": "atlas", "environment": "prod"}, True),
        ({"team": "search", "user": "bob"}, False),
        ({"tag": "nightly"}, True),
        ({"tag": "batch"}, False),
        ({"team": "search", "tag": "batch"}, False),
    ],
)
def test_all_that_is_written_of_the_scope_must_fit(scope: dict[str, str], is_covered: bool) -> None:
    assert budget(**scope).covers(caller(tags=("nightly", "eu"))) is is_covered


def test_the_state_is_two_shares_and_their_pace() -> None:
    state = state_of(budget("200", per=Per.DAY), Decimal(150), at=NOON)

    assert state == BudgetState(id="b", share_used=0.75, share_elapsed=0.5)
    assert state.pace == 1.5


def test_the_first_dollar_of_a_month_is_no_infinite_pace() -> None:
    state = state_of(budget("100"), Decimal(1), at=utc(2026, 11, 1))

    assert (state.share_elapsed, state.pace) == (0, 10)


def test_budgets_on_plan_put_no_price_on_a_dollar() -> None:
    on_plan = BudgetState(id="a", share_used=0.5, share_elapsed=0.5)

    assert shadow_price([on_plan], thrift=1) == 0
    assert shadow_price([], thrift=1) == 0


def test_the_budget_under_most_pressure_sets_the_price() -> None:
    calm = BudgetState(id="a", share_used=0.2, share_elapsed=0.9)
    pressed = BudgetState(id="b", share_used=0.8, share_elapsed=0.4)

    assert shadow_price([calm, pressed], thrift=0.5) == pytest.approx(0.5 * 0.8 * 1)


@given(st.lists(STATES, max_size=4), st.floats(0, 100))
def test_a_price_is_never_negative_and_grows_with_thrift(
    states: list[BudgetState], thrift: float
) -> None:
    price = shadow_price(states, thrift=thrift)

    assert 0 <= price <= shadow_price(states, thrift=thrift + 1)
    assert shadow_price(states, thrift=0) == 0


@given(
    st.decimals("0.01", 1_000, places=2),
    st.decimals(0, 1_000, places=2),
    st.decimals(0, 5_000, places=9),
    MOMENTS,
)
@example(Decimal(1), Decimal(1), Decimal(0), utc(2026, 1, 1))
def test_more_limit_never_makes_a_dollar_dearer(
    limit: Decimal, more: Decimal, spent: Decimal, at: datetime
) -> None:
    tight, wide = (
        shadow_price([state_of(budget(str(usd)), spent, at=at)], thrift=1)
        for usd in (limit, limit + more)
    )

    assert wide <= tight


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ({"limit_usd": 0}, "limit_usd"),
        ({"limit_usd": "NaN"}, "limit_usd"),
        ({"per": "year"}, "per"),
        ({"timezone": "Europe/Atlantis"}, "Europe/Atlantis"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"id": "Not An Id"}, "id"),
        ({"limit": 5}, "limit"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(written: dict[str, object], named: str) -> None:
    whole = {"id": "b", "limit_usd": 5, "per": "day", **written}

    with pytest.raises(ValidationError, match=named):
        Budget.model_validate(whole)
