"""Tests of `router.adapters.storage.limit_rows`."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.limit_rows import (
    LimitChange,
    LimitQueries,
    limits_from_rows,
    to_row,
)
from router.core.quota import Quota
from router.core.stored_limit import Increase, LimitKind, LimitName, StoredBudget, StoredLimit
from tests.factories import NOON

NAME = LimitName(LimitKind.BUDGET, "search")
ASK = LimitQueries("?")
BUDGET = StoredBudget.model_validate({"id": "search", "limit_usd": 5, "per": "day"})
AMOUNTS = st.decimals("0.000000001", 10**9, places=9)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)
INCREASES = st.builds(
    Increase,
    amount_usd=AMOUNTS,
    since=st.just(NOON),
    until=st.timedeltas(timedelta(microseconds=1), timedelta(days=900)).map(lambda t: NOON + t),
    by=TEXTS,
    why=TEXTS,
)
BUDGETS = st.builds(
    StoredBudget,
    id=st.just("search"),
    limit_usd=AMOUNTS,
    per=st.sampled_from(["month", "quarter"]),
    timezone=st.sampled_from(["UTC", "Europe/Berlin"]),
    starts_on=st.none() | st.integers(1, 31),
    carry_over_usd=st.none() | AMOUNTS,
    hard=st.booleans(),
    team=st.none() | TEXTS,
    tag=st.none() | TEXTS,
    increases=st.lists(INCREASES, max_size=3).map(tuple),
)


@given(BUDGETS, st.integers(1, 10**12))
def test_a_budget_comes_back_as_it_was(budget: StoredBudget, since: int) -> None:
    kept = StoredLimit(limit=budget, counted_since=since)

    (found,) = limits_from_rows([to_row(kept)], version=3).limits

    assert found == kept
    assert type(found.limit) is StoredBudget


def test_a_quota_comes_back_as_one() -> None:
    quota = Quota.model_validate({"id": "q", "unit": "concurrent", "limit": 5})
    kept = StoredLimit(limit=quota, counted_since=2)

    assert limits_from_rows([to_row(kept)], version=3).limits == (kept,)


def test_what_is_set_is_written_with_the_next_version() -> None:
    change = LimitChange(NAME, None, version=4)

    change.make(lambda _: BUDGET)

    put, counted = change.statements(ASK)
    assert put == (ASK.put, to_row(StoredLimit(limit=BUDGET, counted_since=5)))
    assert counted == (ASK.count_change, (5,))


def test_what_is_removed_is_deleted() -> None:
    change = LimitChange(NAME, to_row(StoredLimit(limit=BUDGET, counted_since=2)), version=4)

    change.make(lambda _: None)

    assert change.statements(ASK)[0] == (ASK.remove, ("budget", "search"))
    assert change.before == StoredLimit(limit=BUDGET, counted_since=2)
    assert change.after is None


def test_where_nothing_changes_nothing_is_written() -> None:
    change = LimitChange(NAME, to_row(StoredLimit(limit=BUDGET, counted_since=2)), version=4)

    change.make(lambda before: before)

    assert change.statements(ASK) == []


def test_amounts_are_kept_to_the_last_digit() -> None:
    tiny = BUDGET.model_copy(update={"limit_usd": Decimal("0.000000001")})
    row = to_row(StoredLimit(limit=tiny, counted_since=1))

    (found,) = limits_from_rows([row], version=1).limits

    assert isinstance(found.limit, StoredBudget)
    assert found.limit.limit_usd == Decimal("0.000000001")
