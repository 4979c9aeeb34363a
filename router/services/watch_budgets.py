"""How far are all budgets in force? The ledger is followed and counted up."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from router.core.account import Account
from router.core.budget import BudgetState
from router.core.budget_count import BudgetCount, count_of
from router.core.caller import Caller
from router.core.errors import LedgerUnavailable
from router.core.scope import Scope
from router.core.scope_index import ScopeIndex
from router.core.spend_profile import SpendProfile
from router.ports.clock import Clock
from router.ports.spend_feed import Spend, SpendFeed

__all__ = ["WatchBudgets"]

_log = logging.getLogger(__name__)
_MOST = 20_000


class WatchBudgets:
    """Implements `Standing`. Processes that share a ledger each count all that it holds.

    The whole spend counts, that of audits too: a budget limits money, whoever caused it. Nothing
    is known of a budget until it was first counted. A changed limit counts at once; where budgets
    came or went all are counted anew, and until then the old ones stand.
    """

    def __init__(
        self,
        *,
        feed: SpendFeed,
        budgets: Callable[[], Sequence[Account]],
        clock: Clock,
        every_s: float = 1.0,
        profiles: Callable[[str], SpendProfile | None] = lambda account: None,
    ) -> None:
        """`budgets` gives all that are in force, those of policies and those that were set.

        `profiles` tells on which weekdays and hours an account is usually spent.
        """
        self._feed = feed
        self._budgets = budgets
        self._clock = clock
        self._every_s = every_s
        self._profiles = profiles
        self._book = _Book((), now=clock.now())

    def of(self, caller: Caller, *, at: datetime) -> tuple[BudgetState, ...]:
        """The states of the budgets that cover the caller's spend, in the order of the budgets."""
        book = self._book
        return tuple(count.state(at) for count in book.by_caller.covering(caller))

    async def run(self) -> None:
        """Follow the ledger until cancelled."""
        while True:
            await asyncio.sleep(self._every_s)
            await self.look()

    async def look(self) -> None:
        """As `refresh`; where the ledger cannot be read, all stands where it was."""
        try:
            await self.refresh()
        except LedgerUnavailable as error:  # the next round tries again
            _log.error("Budgets stand where they were. %s", error.message)

    async def refresh(self) -> None:
        """Count what was booked since the last look; all anew where budgets came or went."""
        budgets, now = tuple(self._budgets()), self._clock.now()
        book = self._book
        if not book.takes(budgets):
            book = await asyncio.to_thread(_Book, budgets, now=now)
            if book.counts:
                book.seq = await self._feed.before(min(one.since for one in book.counts))
        if book.counts:
            await self._follow(book)
            for count in book.counts:
                count.go_over_to(now)
            await asyncio.to_thread(book.expect, self._profiles, now)
        self._book = book

    async def _follow(self, book: "_Book") -> None:
        has_more = True
        while has_more:
            batch = await self._feed.since(book.seq, most=_MOST)
            if batch.spends:
                await asyncio.to_thread(
                    book.add, batch.spends
                )  # no request waits for a first count
            book.seq, has_more = batch.seq, batch.has_more


class _Book:
    """The counts of some budgets, and how far the ledger was read for them."""

    def __init__(self, budgets: Sequence[Account], *, now: datetime) -> None:
        self.counts = [count_of(budget, now=now) for budget in budgets]
        self.by_caller = _index(self.counts, lambda s: replace(s, deployment=None, tier=None))
        self._by_spend = _index(self.counts, lambda scope: scope)
        self.seq = 0

    def takes(self, budgets: Sequence[Account]) -> bool:
        """Whether these budgets count as those of the book; their limits are taken up then."""
        if [one.id for one in budgets] != [one.account.id for one in self.counts]:
            return False
        for count, budget in zip(self.counts, budgets, strict=True):
            count.account = budget
        return True

    def expect(self, profiles: Callable[[str], SpendProfile | None], now: datetime) -> None:
        """Take up the profiles; a year has many hours, so no request waits for this either."""
        for count in self.counts:
            count.expect(profiles(count.account.id), at=now)

    def add(self, spends: Sequence[Spend]) -> None:
        for spend in spends:
            for count in self._by_spend.covering(
                spend.caller, deployment=spend.deployment, tier=spend.tier
            ):
                count.add(spend.at, spend.cost_usd)


def _index(
    counts: Sequence[BudgetCount], scope_of: Callable[[Scope], Scope]
) -> ScopeIndex[BudgetCount]:
    return ScopeIndex((scope_of(one.account.limit.scope), one) for one in counts)
