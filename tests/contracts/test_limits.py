"""What every store of budgets and quotas does."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from router.core.errors import InvalidRequest
from router.core.quota import Quota
from router.core.stored_limit import (
    Increase,
    LimitKind,
    LimitName,
    StoredBudget,
    StoredLimit,
)
from tests.contracts.conftest import Opened
from tests.factories import NOON

SEARCH = LimitName(LimitKind.BUDGET, "search")


def budget(id: str = "search", **written: object) -> StoredBudget:
    return StoredBudget.model_validate({"id": id, "limit_usd": "10.5", "per": "month", **written})


def quota(id: str = "search", **written: object) -> Quota:
    return Quota.model_validate(
        {"id": id, "unit": "requests", "limit": 600, "per": "minute", **written}
    )


async def put(opened: Opened, limit: StoredBudget | Quota) -> StoredLimit | None:
    kind = LimitKind.QUOTA if isinstance(limit, Quota) else LimitKind.BUDGET
    _, after = await opened.stores.limits.change(LimitName(kind, limit.id), lambda _: limit)
    return after


async def test_at_first_there_are_none(opened: Opened) -> None:
    assert await opened.stores.limits.version() == 0
    assert (await opened.stores.limits.all()).limits == ()


async def test_what_was_set_comes_back_as_it_was(opened: Opened) -> None:
    whole = budget(
        team="größe\x00海 '; DROP TABLE stored_limit; --",
        timezone="Europe/Berlin",
        starts_on=25,
        carry_over_usd="0.000000001",
        hard=False,
        contact="finance@acme.example",
        increases=[
            Increase(
                amount_usd=Decimal("0.1"),
                since=NOON,
                until=NOON + timedelta(days=1, microseconds=1),
                by="ada",
                why="launch",
            )
        ],
    )
    await put(opened, whole)
    await put(opened, quota(per=None, unit="concurrent"))

    found = await opened.peer.limits.all()

    assert [one.limit for one in found.limits] == [whole, quota(per=None, unit="concurrent")]
    assert found.version == 2


async def test_each_change_has_a_number_that_others_see(opened: Opened) -> None:
    await put(opened, budget())
    await put(opened, budget(limit_usd=20))
    assert await opened.peer.limits.version() == 2

    await opened.stores.limits.change(SEARCH, lambda before: before)
    assert await opened.peer.limits.version() == 2

    await opened.stores.limits.change(SEARCH, lambda _: None)
    assert await opened.peer.limits.version() == 3
    assert (await opened.peer.limits.all()).limits == ()


async def test_an_edit_sees_what_is_there_and_gives_before_and_after(opened: Opened) -> None:
    await put(opened, budget())

    before, after = await opened.peer.limits.change(SEARCH, lambda _: budget(limit_usd=20))

    assert before is not None
    assert after is not None
    assert (before.limit, after.limit) == (budget(), budget(limit_usd=20))


async def test_a_budget_and_a_quota_may_have_one_name(opened: Opened) -> None:
    await put(opened, budget())
    await put(opened, quota())

    await opened.stores.limits.change(SEARCH, lambda _: None)

    assert [one.limit for one in (await opened.stores.limits.all()).limits] == [quota()]


async def test_they_come_by_kind_and_id(opened: Opened) -> None:
    for id in ("b", "a-", "a_", "a", "a0"):
        await put(opened, quota(id))
        await put(opened, budget(id))

    found = [one.limit.id for one in (await opened.stores.limits.all()).limits]

    assert found == [*sorted(found[:5]), *sorted(found[5:])]


async def test_counting_goes_on_while_only_the_limit_changes(opened: Opened) -> None:
    first = await put(opened, budget())
    more = await put(opened, budget(limit_usd=20, contact="ada"))
    other = await put(opened, budget(limit_usd=20, team="pay"))
    soft = await put(opened, budget(limit_usd=20, team="pay", hard=False))
    hard = await put(opened, budget(limit_usd=20, team="pay"))

    counted = [one.counted_since for one in (first, more, other, soft, hard) if one]
    assert counted == [1, 1, 3, 4, 5]


async def test_what_comes_back_after_it_was_removed_is_counted_anew(opened: Opened) -> None:
    first = await put(opened, budget())
    await opened.stores.limits.change(SEARCH, lambda _: None)
    second = await put(opened, budget())

    assert first is not None
    assert second is not None
    assert first.counted_since < second.counted_since


async def test_what_an_edit_refuses_changes_nothing(opened: Opened) -> None:
    await put(opened, budget())

    def refuse(before: StoredBudget | Quota | None) -> StoredBudget | Quota | None:
        raise InvalidRequest("Not so.")

    with pytest.raises(InvalidRequest, match="Not so"):
        await opened.stores.limits.change(SEARCH, refuse)

    assert await opened.stores.limits.version() == 1
    assert (await opened.stores.limits.all()).limits[0].limit == budget()
    await put(opened, budget(limit_usd=1))  # and no lock is left


async def test_no_edit_of_many_at_once_is_lost(opened: Opened) -> None:
    await put(opened, budget(limit_usd=1))

    def add(before: StoredBudget | Quota | None) -> StoredBudget:
        assert isinstance(before, StoredBudget)
        return budget(limit_usd=before.limit_usd + 1)

    stores = [opened.stores.limits, opened.peer.limits]
    await asyncio.gather(*(stores[n % 2].change(SEARCH, add) for n in range(20)))

    (found,) = (await opened.stores.limits.all()).limits
    assert found.limit == budget(limit_usd=21)
    assert await opened.stores.limits.version() == 21
