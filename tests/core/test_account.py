"""Tests of `router.core.account`."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.account import (
    Account,
    Span,
    policy_account,
    stored_account,
    whole_nanos,
)
from router.core.budget import Budget
from router.core.hold import CarryOver, Opening, Unit
from router.core.moments import from_micros, to_micros
from router.core.quota import Quota
from router.core.scope import Scope
from router.core.stored_limit import Increase, StoredBudget, StoredLimit
from tests.factories import NOON

NOVEMBER = to_micros(datetime(2026, 11, 1, tzinfo=UTC))
OCTOBER = to_micros(datetime(2026, 10, 1, tzinfo=UTC))
DECEMBER = to_micros(datetime(2026, 12, 1, tzinfo=UTC))
HOUR_US = 3_600_000_000


def of_policy(**written: object) -> Account:
    return policy_account(
        Budget.model_validate({"id": "b", "limit_usd": 100, "per": "month", **written})
    )


def of_store(*, counted_since: int = 1, **written: object) -> Account:
    limit = StoredBudget.model_validate({"id": "b", "limit_usd": 100, "per": "month", **written})
    return stored_account(StoredLimit(limit=limit, counted_since=counted_since))


def of_quota(**written: object) -> Account:
    limit = Quota.model_validate(
        {"id": "q", "unit": "tokens", "limit": 600, "per": "minute", **written}
    )
    return stored_account(StoredLimit(limit=limit, counted_since=1))


def test_ids_tell_where_a_limit_was_set_and_rules_name_it_so() -> None:
    found = [(one.id.split("@")[0], one.name) for one in (of_policy(), of_store(), of_quota())]

    assert found == [("policy:b", "b"), ("budget:b", "stored:b"), ("quota:q", "stored:q")]


@pytest.mark.parametrize(
    "written",
    [{"limit_usd": 5}, {"contact": "ada"}, {"hard": False}, {"timezone": "UTC"}, {"starts_on": 1}],
)
def test_what_counts_the_same_has_the_same_id(written: dict[str, object]) -> None:
    assert of_policy(**written).id == of_policy().id


@pytest.mark.parametrize(
    "written",
    [
        {"team": "search"},
        {"user": "search"},
        {"per": "day"},
        {"timezone": "Europe/Berlin"},
        {"starts_on": 25},
        {"carry_over_usd": 5},
        {"per": None, "window": "30d"},
    ],
)
def test_another_scope_or_time_is_counted_under_another_id(written: dict[str, object]) -> None:
    assert of_policy(**written).id != of_policy().id


def test_ids_are_the_same_in_every_process_and_tomorrow() -> None:
    assert of_store(team="search", per="day", counted_since=7).id == "budget:b@eee5ec80"


def test_counting_anew_means_another_id() -> None:
    assert of_store(counted_since=2).id != of_store(counted_since=1).id
    assert of_quota(unit="requests").id != of_quota().id


def test_a_claim_lies_in_the_period_that_its_moment_falls_into() -> None:
    claim = of_store().probe(NOON)

    assert (claim.slice_us, claim.since_us, claim.carry) == (NOVEMBER, None, None)
    assert (claim.unit, claim.amount, claim.limit) == (Unit.USD, 0, 100 * 10**9)


def test_a_claim_of_a_window_counts_all_its_slices() -> None:
    claim = of_store(per=None, window="60h").probe(NOON + timedelta(minutes=10))

    assert claim.slice_us == to_micros(NOON)
    assert claim.since_us == to_micros(NOON) - 60 * HOUR_US


def test_requests_under_way_are_held_in_one_slice_for_ever() -> None:
    claim = of_quota(unit="concurrent", per=None).probe(NOON)

    assert (claim.slice_us, claim.since_us, claim.limit) == (0, None, 600)


def test_what_the_period_before_left_is_carried_over() -> None:
    assert of_store(carry_over_usd=20).probe(NOON).carry == CarryOver(
        slice_us=OCTOBER, limit=100 * 10**9, most=20 * 10**9
    )


def test_an_increase_raises_the_limit_and_is_not_carried_over() -> None:
    more = Increase(
        amount_usd=Decimal(50), since=NOON, until=NOON + timedelta(days=20), by="ada", why="launch"
    )
    account = of_store(increases=[more], carry_over_usd=20)
    before, during, after = (account.probe(NOON + timedelta(days=days)) for days in (-1, 1, 20))

    assert [one.limit // 10**9 for one in (before, during, after)] == [100, 150, 100]
    assert after.carry is not None
    assert after.carry.limit == 100 * 10**9


def test_limits_end_where_stores_cannot_count_on() -> None:
    most = 10**9
    more = Increase(
        amount_usd=Decimal(most), since=NOON, until=NOON + timedelta(days=1), by="a", why="b"
    )

    assert of_store(limit_usd=most, increases=[more]).probe(NOON).limit == 10**18


def test_the_opening_of_a_period_takes_its_entries_and_no_others() -> None:
    account = of_store(team="search", carry_over_usd=5)

    october, november = account.openings(NOON)

    assert november == Opening(
        account=account.id,
        unit=Unit.USD,
        scope=Scope(team="search"),
        slice_us=NOVEMBER,
        until_us=DECEMBER,
    )
    assert (october.slice_us, october.until_us) == (OCTOBER, NOVEMBER)


def test_the_openings_of_a_window_meet_and_cover_it() -> None:
    account = of_store(per=None, window="24h")
    claim, openings = account.probe(NOON), list(account.openings(NOON))

    assert len(openings) == 61
    assert (openings[0].slice_us, openings[-1].slice_us) == (claim.since_us, claim.slice_us)
    assert [one.until_us for one in openings[:-1]] == [one.slice_us for one in openings[1:]]


def test_the_ledger_tells_nothing_of_requests_under_way() -> None:
    (opening,) = of_quota(unit="concurrent", per=None).openings(NOON)

    assert (opening.slice_us, opening.until_us) == (0, 1)


@pytest.mark.parametrize(
    ("account", "is_seeded"),
    [
        (of_policy(), True),
        (of_store(per=None, window="1h"), True),
        (of_quota(per="hour"), True),
        (of_quota(per="day"), True),
        (of_quota(), False),
        (of_quota(unit="concurrent", per=None), False),
    ],
)
def test_the_ledger_is_asked_where_a_new_slice_is_worth_it(
    account: Account, is_seeded: bool
) -> None:
    assert account.is_seeded is is_seeded


def test_quotas_are_hard_and_budgets_as_they_say() -> None:
    accounts = (of_quota(), of_store(), of_store(hard=False), of_policy())

    assert [one.is_hard for one in accounts] == [True, True, False, False]


def test_it_resets_when_nothing_counts_any_more() -> None:
    assert of_store().resets_at(NOON) == datetime(2026, 12, 1, tzinfo=UTC)
    assert of_quota().resets_at(NOON) == NOON + timedelta(seconds=61)
    assert of_quota(unit="concurrent", per=None).resets_at(NOON) is None


@pytest.mark.parametrize(
    ("usd", "nanos"),
    [("1", 10**9), ("0.0000000019", 1), ("0.0000000009", 0), ("1000000000", 10**18)],
)
def test_a_part_of_a_nano_dollar_is_no_room(usd: str, nanos: int) -> None:
    assert whole_nanos(Decimal(usd)) == nanos


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_are_kept_exactly(at: datetime) -> None:
    assert from_micros(to_micros(at)) == at


def test_a_span_knows_the_period_before() -> None:
    calendar = of_store().limit
    assert isinstance(calendar, Budget)
    assert calendar.calendar is not None
    span = Span.of(calendar.calendar, NOON)

    assert (span.start_us, to_micros(span.before.start)) == (NOVEMBER, OCTOBER)
