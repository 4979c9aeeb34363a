"""Tests of `router.core.budget`."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from router.core.budget import Budget, BudgetState, Per, shadow_price, state_of
from router.core.period import Calendar
from router.core.rolling import Rolling
from router.core.stored_limit import Increase, StoredBudget
from tests.factories import NOON, caller

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


def of_window(window: str, **written: object) -> Budget:
    return Budget.model_validate({"id": "b", "limit_usd": 100, "window": window, **written})


def utc(*numbers: int) -> datetime:
    year, month, day, hour, minute = (*numbers, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_periods_are_those_of_its_calendar() -> None:
    whole = budget(per=Per.MONTH, timezone="Europe/Berlin", starts_on="25")
    calendar = Calendar(per=Per.MONTH, timezone="Europe/Berlin", starts_on=25)

    assert whole.calendar == calendar
    assert whole.period(NOON) == calendar.period(NOON)
    assert whole.period(NOON).start == utc(2026, 10, 24, 22)
    assert whole.rolling is None


@pytest.mark.parametrize(("window", "hours"), [("1h", 1), ("24h", 24), ("30d", 720), ("4w", 672)])
def test_a_window_ends_now(window: str, hours: int) -> None:
    rolling = of_window(window)

    assert rolling.rolling == Rolling(length_us=hours * 3_600_000_000)
    assert rolling.calendar is None
    assert NOON in rolling.period(NOON)
    assert rolling.period(NOON).start == NOON - timedelta(hours=hours)


def test_a_window_is_always_gone_as_a_whole() -> None:
    state = state_of(of_window("30d"), Decimal(50), at=NOON)

    assert (state.share_used, state.share_elapsed, state.pace) == (0.5, 1, 0.5)


def test_what_is_carried_over_and_permitted_for_a_time_may_be_spent() -> None:
    more = Increase(
        amount_usd=Decimal(40), since=NOON, until=NOON + timedelta(days=1), by="ada", why="launch"
    )
    stored = StoredBudget.model_validate(
        {"id": "b", "limit_usd": 100, "per": "month", "increases": [more]}
    )
    during, after = (
        state_of(stored, Decimal(40), at=at, carried_usd=Decimal(20), name="stored:b")
        for at in (NOON, NOON + timedelta(days=1))
    )

    assert (during.id, during.share_used) == ("stored:b", 0.25)
    assert after.share_used == pytest.approx(40 / 120)


def test_words_tell_for_how_long_it_is() -> None:
    fiscal = budget(per=Per.MONTH, starts_on="25")

    assert (fiscal.span_in_words, fiscal.each_in_words) == (
        "month",
        "for each month from day 25 on",
    )
    assert budget(per=Per.DAY).each_in_words == "for each day"
    window = of_window("30d")
    assert (window.span_in_words, window.each_in_words) == ("window of 30d", "in any 30d")


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


def test_pace_is_measured_by_what_is_usual_where_that_is_known() -> None:
    state = BudgetState(id="b", share_used=0.4, share_elapsed=0.1, share_expected=0.4)
    assert state.pace == 1
    early = BudgetState(id="b", share_used=0.01, share_elapsed=0.1, share_expected=0.0)
    assert early.pace == pytest.approx(10)


def test_a_budget_of_some_deployments_puts_no_price_on_all() -> None:
    pressed = BudgetState(id="a", share_used=0.8, share_elapsed=0.4, is_by_deployment=True)

    assert shadow_price([pressed], thrift=1) == 0
    assert state_of(budget(tier="premium"), Decimal(1), at=NOON).is_by_deployment


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
        ({"per": "hour"}, "per"),
        ({"timezone": "Europe/Atlantis"}, "Europe/Atlantis"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"id": "Not An Id"}, "id"),
        ({"limit": 5}, "limit"),
        ({"per": None}, "either `per`"),
        ({"window": "30d"}, "either `per`"),
        ({"per": None, "window": "367d"}, "longer than a year"),
        ({"per": None, "window": "90m"}, "window"),
        ({"per": None, "window": "30d", "timezone": "Europe/Berlin"}, "a window begins all"),
        ({"per": None, "window": "30d", "carry_over_usd": 5}, "a window has none"),
        ({"starts_on": 25}, "month, quarter or year"),
        ({"per": "month", "starts_in": 4}, "quarter or year"),
        ({"per": "month", "starts_on": 32}, "starts_on"),
        ({"carry_over_usd": 0}, "carry_over_usd"),
        ({"tier": "golden"}, "tier"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(written: dict[str, object], named: str) -> None:
    whole = {"id": "b", "limit_usd": 5, "per": "day", **written}

    with pytest.raises(ValidationError, match=named):
        Budget.model_validate(whole)
