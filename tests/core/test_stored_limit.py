"""Tests of `router.core.stored_limit`."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from router.core.budget import Budget
from router.core.quota import Quota
from router.core.stored_limit import (
    Increase,
    LimitKind,
    StoredBudget,
    StoredLimit,
    edited,
    name_of,
)
from tests.factories import NOON

DAY = timedelta(days=1)
BUDGET = {"id": "search", "limit_usd": 100, "per": "month"}
QUOTA = {"id": "search", "unit": "tokens", "limit": 600, "per": "minute"}


def budget(**written: object) -> StoredBudget:
    return StoredBudget.model_validate({**BUDGET, **written})


def quota(**written: object) -> Quota:
    return Quota.model_validate({**QUOTA, **written})


def more(usd: str = "10", *, days: int = 7) -> Increase:
    return Increase(
        amount_usd=Decimal(usd), since=NOON, until=NOON + days * DAY, by="ada", why="launch"
    )


def test_a_budget_that_is_set_is_hard_and_one_in_a_policy_is_not() -> None:
    assert budget().is_hard
    assert not budget(hard=False).is_hard
    assert not Budget.model_validate(BUDGET).is_hard
    assert Budget.model_validate({**BUDGET, "hard": True}).is_hard


def test_increases_count_from_their_beginning_to_their_end_and_add_up() -> None:
    one = budget(increases=[more("10", days=7), more("5.5", days=2)])

    assert one.extra_usd(NOON - timedelta(microseconds=1)) == 0
    assert one.extra_usd(NOON) == Decimal("15.5")
    assert one.extra_usd(NOON + 2 * DAY) == Decimal(10)
    assert one.extra_usd(NOON + 7 * DAY) == 0


def test_an_increase_ends_after_it_begins() -> None:
    with pytest.raises(ValidationError, match="later than"):
        more(days=0)


def test_an_increase_says_in_which_zone_its_moments_are() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Increase(
            amount_usd=Decimal(1), since=NOON.replace(tzinfo=None), until=NOON, by="a", why="b"
        )


@pytest.mark.parametrize("field", ["by", "why"])
def test_an_increase_says_who_and_why(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        Increase.model_validate({**more().model_dump(), field: " "})


@pytest.mark.parametrize(
    ("change", "goes_on"),
    [
        ({"limit_usd": 5}, True),
        ({"contact": "ada"}, True),
        ({"increases": [more()]}, True),
        ({"team": "pay"}, False),
        ({"tag": "eu"}, False),
        ({"per": "day"}, False),
        ({"starts_on": 25}, False),
        ({"timezone": "Europe/Berlin"}, False),
        ({"hard": False}, False),
        ({"carry_over_usd": 1}, False),
        ({"per": None, "window": "30d"}, False),
    ],
)
def test_counting_goes_on_where_the_same_is_counted(
    change: dict[str, object], goes_on: bool
) -> None:
    before = StoredLimit(limit=budget(), counted_since=3)

    after = edited(before, budget(**change), version=9)

    assert after == StoredLimit(limit=budget(**change), counted_since=3 if goes_on else 9)


@pytest.mark.parametrize(
    ("change", "goes_on"),
    [({"limit": 5}, True), ({"unit": "requests"}, False), ({"per": "hour"}, False)],
)
def test_so_it_does_for_quotas(change: dict[str, object], goes_on: bool) -> None:
    after = edited(StoredLimit(limit=quota(), counted_since=3), quota(**change), version=9)

    assert after is not None
    assert (after.counted_since == 3) is goes_on


def test_a_new_one_is_counted_from_now_on_and_nothing_of_one_that_goes() -> None:
    assert edited(None, quota(), version=4) == StoredLimit(limit=quota(), counted_since=4)
    assert edited(StoredLimit(limit=quota(), counted_since=4), None, version=5) is None


def test_budgets_and_quotas_have_names_of_their_own() -> None:
    assert name_of(budget()) == (LimitKind.BUDGET, "search")
    assert name_of(quota()) == (LimitKind.QUOTA, "search")
