"""How far are the budgets of the policy in force? The ledger is followed and counted up."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from router.core.budget import Budget, BudgetState, Period, state_of
from router.core.caller import Caller
from router.core.errors import LedgerUnavailable
from router.core.money import ZERO_USD
from router.ports.clock import Clock
from router.ports.spend_feed import Spend, SpendFeed

__all__ = ["WatchBudgets"]

_log = logging.getLogger(__name__)
_MOST = 20_000


class WatchBudgets:
    """Implements `Standing`. Processes that share a ledger each count all that it holds.

    The whole spend counts, that of audits too: a budget limits money, whoever caused it. Nothing
    is known of a budget until it was first counted; after a changed policy the old ones stand
    until the new ones are.
    """

    def __init__(
        self,
        *,
        feed: SpendFeed,
        budgets: Callable[[], Sequence[Budget]],
        clock: Clock,
        every_s: float = 1.0,
    ) -> None:
        """`budgets` gives those of the policies in force."""
        self._feed = feed
        self._budgets = budgets
        self._clock = clock
        self._every_s = every_s
        self._book = _Book((), now=clock.now())

    def of(self, caller: Caller, *, at: datetime) -> tuple[BudgetState, ...]:
        """The states of the budgets that cover the caller's spend."""
        counts = self._book.counts
        if not counts:
            return ()
        return tuple(count.state(at) for count in counts if count.budget.covers(caller))

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
        """Count what was booked since the last look; all anew where the budgets changed."""
        budgets, now = tuple(self._budgets()), self._clock.now()
        book = self._book
        if budgets != book.budgets:
            book = _Book(budgets, now=now)
            if book.counts:
                book.seq = await self._feed.before(min(c.period.start for c in book.counts))
        if book.counts:
            await self._follow(book)
            for count in book.counts:
                count.go_over_to(now)
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

    def __init__(self, budgets: Sequence[Budget], *, now: datetime) -> None:
        self.budgets = tuple(budgets)
        self.counts = [_Count(budget, now=now) for budget in self.budgets]
        self.seq = 0

    def add(self, spends: Sequence[Spend]) -> None:
        for spend in spends:
            for count in self.counts:
                count.add(spend)


class _Count:
    """What was spent of one budget in this period.

    Early entries of the next one are kept too: processes that share a ledger need not agree on the
    second.
    """

    def __init__(self, budget: Budget, *, now: datetime) -> None:
        self.budget = budget
        self.period = budget.period(now)
        self._spent_usd = {self.period.start: ZERO_USD}

    def add(self, spend: Spend) -> None:
        if spend.at < self.period.start or not self.budget.covers(spend.caller):
            return
        start = self._period_of(spend.at).start
        self._spent_usd[start] = self._spent_usd.get(start, ZERO_USD) + spend.cost_usd

    def state(self, at: datetime) -> BudgetState:
        period = self._period_of(at)
        spent_usd = self._spent_usd.get(period.start, ZERO_USD)
        return state_of(self.budget, spent_usd, at=at, period=period)

    def go_over_to(self, now: datetime) -> None:
        """Forget the periods before that of `now`."""
        self.period = self._period_of(now)
        start = self.period.start
        self._spent_usd = {at: usd for at, usd in self._spent_usd.items() if at >= start}

    def _period_of(self, at: datetime) -> Period:
        return self.period if at in self.period else self.budget.period(at)
