"""Tests of `router.services.follow_limits`."""

import asyncio
import logging

import pytest
from typing_extensions import override

from router.adapters.storage.memory_limits import MemoryLimits
from router.core.errors import LedgerUnavailable
from router.core.grant import Grant
from router.core.limit_book import LimitBook
from router.core.policy import Policy
from router.core.rollout.in_force import InForce
from router.core.stored_limit import LimitKind, LimitName, StoredBudget
from router.services.follow_limits import FollowLimits
from tests.approving import grant
from tests.factories import rulebook


class CountedLimits(MemoryLimits):
    """Counts how often everything is read, and breaks when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.is_broken = False
        self.asked = asyncio.Event()

    @override
    async def version(self) -> int:
        self.asked.set()
        if self.is_broken:
            raise LedgerUnavailable("The disk is gone. Mount it.")
        return await super().version()


class Followed:
    """A store, policies that a test changes, and who follows both."""

    def __init__(self, *budgets: dict[str, object]) -> None:
        self.store = CountedLimits()
        self.now = in_force(budgets)
        self.limits = FollowLimits(store=self.store, policies=lambda: self.now, look_s=0)

    async def set(self, id: str, **written: object) -> None:
        limit = StoredBudget.model_validate({"id": id, "limit_usd": 10, "per": "month", **written})
        await self.store.change(LimitName(LimitKind.BUDGET, id), lambda _: limit)

    def names(self) -> list[str]:
        return [account.name for account in self.limits.book().accounts]


def declaring(budgets: tuple[dict[str, object], ...]) -> Policy:
    whole = [{"limit_usd": 100, "per": "month", **one} for one in budgets]
    return Policy.model_validate({"version": 1, "name": "test", "budgets": whole})


def in_force(
    budgets: tuple[dict[str, object], ...], *, canary: tuple[dict[str, object], ...] = ()
) -> InForce:
    return InForce(
        primary=rulebook(declaring(budgets)),
        canary=rulebook(declaring(canary)) if canary else None,
    )


async def test_budgets_of_policies_and_of_the_store_are_in_one_book() -> None:
    followed = Followed({"id": "company"})
    await followed.set("search")
    assert followed.names() == []

    await followed.limits.refresh()

    assert followed.names() == ["company", "stored:search"]
    assert [one.name for one in followed.limits.budgets()] == followed.names()


async def test_a_change_is_taken_up_by_the_next_look_and_nothing_else_makes_a_new_book() -> None:
    followed = Followed({"id": "company"})
    await followed.limits.refresh()
    first = followed.limits.book()

    followed.now = in_force(({"id": "company"},))
    await followed.limits.refresh()
    assert followed.limits.book() is first

    await followed.set("search")
    await followed.limits.refresh()
    assert followed.names() == ["company", "stored:search"]


async def test_another_policy_brings_its_budgets() -> None:
    followed = Followed({"id": "company"})
    await followed.limits.refresh()

    followed.now = in_force(({"id": "company", "limit_usd": 5}, {"id": "search"}))
    await followed.limits.refresh()

    assert followed.names() == ["company", "search"]


async def test_a_canarys_budgets_are_watched_and_refuse_nobody() -> None:
    followed = Followed()
    followed.now = in_force(
        ({"id": "company", "hard": True},),
        canary=({"id": "company", "hard": True}, {"id": "tried", "hard": True}),
    )

    await followed.limits.refresh()

    hard = {one.name: one.is_hard for one in followed.limits.book().accounts}
    assert hard == {"company": True, "tried": False}


async def test_while_the_store_is_away_all_stays_and_one_line_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    followed = Followed()
    await followed.set("search")
    await followed.limits.refresh()
    followed.store.is_broken = True

    with caplog.at_level(logging.ERROR):
        await followed.limits.look()
        await followed.limits.look()
    assert followed.names() == ["stored:search"]
    assert caplog.text.count("The disk is gone") == 1

    followed.store.is_broken = False
    await followed.set("pay")
    await followed.limits.look()
    assert followed.names() == ["stored:pay", "stored:search"]


async def test_a_service_does_not_start_without_its_limits() -> None:
    followed = Followed()
    followed.store.is_broken = True

    with pytest.raises(LedgerUnavailable):
        await followed.limits.refresh()


async def test_it_looks_again_until_it_is_cancelled() -> None:
    followed = Followed()
    running = asyncio.create_task(followed.limits.run())

    await asyncio.wait_for(followed.store.asked.wait(), timeout=10)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


async def test_before_the_first_look_nothing_is_limited() -> None:
    assert isinstance(Followed({"id": "company"}).limits.book(), LimitBook)
    assert Followed({"id": "company"}).names() == []


async def test_open_grants_are_in_the_book_as_soon_as_they_are_others() -> None:
    store = CountedLimits()
    grants: tuple[Grant, ...] = ()
    limits = FollowLimits(store=store, policies=lambda: in_force(()), grants=lambda: grants)
    await limits.refresh()
    before = limits.book()

    await limits.refresh()
    assert limits.book() is before

    grants = (grant(),)
    await limits.refresh()
    assert limits.book().grant("grant:grt_1:usd") == grant()
