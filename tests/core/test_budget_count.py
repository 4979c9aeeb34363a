"""Tests of `router.core.budget_count`."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.account import Account, policy_account
from router.core.budget import Budget
from router.core.budget_count import BudgetCount, PeriodCount, WindowCount, count_of
from router.core.limit_book import LimitBook
from router.core.quota import Quota
from router.core.spend_profile import UNIFORM, SpendProfile
from router.core.stored_limit import StoredLimit
from tests.factories import NOON

DAY = timedelta(days=1)
MIDNIGHT = NOON.replace(hour=0)


def account(**written: object) -> Account:
    budget = {"id": "b", "limit_usd": 10, "per": "day", **written}
    return policy_account(Budget.model_validate(budget))


def used(count: BudgetCount, at: datetime = NOON) -> float:
    return count.state(at).share_used


def test_periods_are_counted_apart() -> None:
    count = count_of(account(), now=NOON)

    count.add(MIDNIGHT, Decimal(1))
    count.add(NOON, Decimal(2))
    count.add(MIDNIGHT + DAY, Decimal(5))

    assert isinstance(count, PeriodCount)
    assert used(count) == 0.3
    assert used(count, NOON + DAY) == 0.5


def test_what_was_spent_before_does_not_matter() -> None:
    count = count_of(account(), now=NOON)

    count.add(MIDNIGHT - timedelta(minutes=15), Decimal(1))

    assert count.since == MIDNIGHT
    assert used(count) == 0


def test_going_over_forgets_the_periods_before() -> None:
    count = count_of(account(), now=NOON)
    count.add(NOON, Decimal(2))

    count.go_over_to(NOON + DAY)

    assert count.since == MIDNIGHT + DAY
    assert used(count, NOON) == 0


@pytest.mark.parametrize(("before", "limit"), [("0", 14), ("7", 13), ("10", 10), ("25", 10)])
def test_what_the_day_before_left_is_carried_over_up_to_a_bound(before: str, limit: int) -> None:
    count = count_of(account(carry_over_usd=4), now=NOON)

    count.add(NOON - DAY, Decimal(before))
    count.add(NOON, Decimal(1))
    count.go_over_to(NOON)

    assert count.since == MIDNIGHT - DAY
    assert used(count) == pytest.approx(1 / limit)


def test_a_window_forgets_slice_by_slice() -> None:
    count = count_of(account(per=None, window="60h"), now=NOON)
    for hours in (0, 30, 59):
        count.add(NOON - timedelta(hours=hours), Decimal(1))

    seen = []
    for hours in (0, 2, 31, 61):
        count.go_over_to(NOON + timedelta(hours=hours))
        seen.append(used(count, NOON + timedelta(hours=hours)))

    assert isinstance(count, WindowCount)
    assert seen == [0.3, 0.2, 0.1, 0]


def test_a_window_begins_where_its_oldest_slice_does() -> None:
    count = count_of(account(per=None, window="60h"), now=NOON + timedelta(minutes=30))

    assert count.since == NOON - timedelta(hours=60)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(-(10**12), 10**12)), max_size=30))
def test_a_window_holds_what_its_slices_do(spends: list[tuple[int, int]]) -> None:
    count = count_of(account(per=None, window="24h"), now=NOON)
    for minutes, nanos in spends:
        count.add(NOON - timedelta(minutes=minutes), Decimal(nanos).scaleb(-9))

    count.go_over_to(NOON)

    since = int((NOON - count.since) / timedelta(minutes=1))
    inside = sum(nanos for minutes, nanos in spends if minutes <= since)
    assert used(count) == float(Decimal(inside).scaleb(-9) / 10)


def test_another_limit_is_taken_up_without_counting_anew() -> None:
    count = count_of(account(), now=NOON)
    count.add(NOON, Decimal(5))

    count.account = account(limit_usd=20)

    assert used(count) == 0.25


def test_a_fiscal_month_is_counted_from_its_day_on() -> None:
    count = count_of(account(per="month", starts_on=25), now=NOON)

    count.add(datetime(2026, 10, 25, tzinfo=UTC), Decimal(1))
    count.add(datetime(2026, 11, 25, tzinfo=UTC), Decimal(2))

    assert count.since == datetime(2026, 10, 25, tzinfo=UTC)
    assert used(count) == 0.1


def test_quotas_are_not_counted_so() -> None:
    quota = Quota.model_validate({"id": "q", "unit": "tokens", "limit": 5, "per": "minute"})
    (other,) = LimitBook((), [StoredLimit(limit=quota, counted_since=1)]).accounts

    with pytest.raises(LookupError, match="no budget"):
        count_of(other, now=NOON)


def test_a_period_is_expected_by_the_profile_it_is_given() -> None:
    count = count_of(account(), now=NOON)
    count.add(NOON, Decimal(5))
    mornings = SpendProfile(tuple(float(number % 24 < 6) for number in range(168)))

    count.expect(mornings, at=NOON)

    assert count.state(NOON).share_expected == 1
    assert count.state(NOON).pace == 0.5
    assert count.state(MIDNIGHT + timedelta(hours=3)).share_expected == 0.5


def test_of_a_period_that_was_not_looked_at_yet_nothing_is_expected() -> None:
    count = count_of(account(), now=NOON)
    count.expect(UNIFORM, at=NOON)

    assert count.state(NOON + DAY).share_expected is None

    count.expect(UNIFORM, at=NOON + DAY)
    assert count.state(NOON + DAY).share_expected == pytest.approx(0.5)


def test_without_a_profile_the_clock_counts_again() -> None:
    count = count_of(account(), now=NOON)
    count.expect(UNIFORM, at=NOON)
    count.expect(None, at=NOON)

    assert count.state(NOON).share_expected is None


def test_of_a_window_nothing_is_expected() -> None:
    count = count_of(account(per=None, window="24h"), now=NOON)
    count.expect(UNIFORM, at=NOON)

    assert count.state(NOON).share_expected is None
