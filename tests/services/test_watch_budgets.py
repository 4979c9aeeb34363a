"""Tests of `router.services.watch_budgets`."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.memory import MemoryLedger, MemorySpend
from router.core.account import policy_account
from router.core.budget import Budget, BudgetState
from router.core.caller import Caller
from router.core.errors import LedgerUnavailable
from router.core.money import from_nanos
from router.ports.spend_feed import SpendBatch
from router.services.watch_budgets import WatchBudgets
from tests.factories import NOON, caller, decision_record, ledger_entry
from tests.fakes import FixedClock

SEARCH, PAY = caller(team="search"), caller(team="pay")


def budget(id: str = "company", *, limit_usd: str = "10", per: str = "day", **scope: str) -> Budget:
    return Budget.model_validate({"id": id, "limit_usd": limit_usd, "per": per, **scope})


class CountedFeed:
    """A feed that counts what is asked of it, and that a test can break."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self.inner = MemorySpend(ledger)
        self.begun: list[datetime] = []
        self.read: list[int] = []
        self.is_broken = False
        self.was_read_twice = asyncio.Event()

    async def before(self, moment: datetime) -> int:
        self.begun.append(moment)
        return await self.inner.before(moment)

    async def since(self, seq: int, *, most: int) -> SpendBatch:
        if self.is_broken:
            raise LedgerUnavailable("The disk is gone. Mount it.")
        self.read.append(seq)
        if len(self.read) > 1:
            self.was_read_twice.set()
        return await self.inner.since(seq, most=min(most, 3))


class Watched:
    """A ledger, a clock, and budgets that a test changes."""

    def __init__(self, *budgets: Budget) -> None:
        self.clock = FixedClock()
        self.ledger = MemoryLedger()
        self.feed = CountedFeed(self.ledger)
        self.budgets: Sequence[Budget] = budgets
        self.watch = self.watching()
        self.booked = 0

    def watching(self, *, every_s: float = 1.0) -> WatchBudgets:
        return WatchBudgets(
            feed=self.feed,
            budgets=lambda: [policy_account(one) for one in self.budgets],
            clock=self.clock,
            every_s=every_s,
        )

    async def book(self, usd: str, *, who: Caller = SEARCH, at: datetime = NOON) -> None:
        self.booked += 1
        entry = ledger_entry(
            id=f"led_{self.booked}", decision_id=f"dec_{self.booked}", at=at, cost_usd=usd, who=who
        )
        await self.ledger.append(entry, decision_record(id=entry.decision_id))

    def used(self, who: Caller = SEARCH) -> dict[str, float]:
        states = self.watch.of(who, at=self.clock.now())
        return {state.id: state.share_used for state in states}


async def test_what_was_booked_is_known_after_the_next_look_and_not_before() -> None:
    watched = Watched(budget())
    await watched.book("2.5")
    assert watched.used() == {}

    await watched.watch.refresh()
    assert watched.watch.of(SEARCH, at=NOON) == (
        BudgetState(id="company", share_used=0.25, share_elapsed=0.5),
    )

    await watched.book("1")
    assert watched.used() == {"company": 0.25}
    await watched.watch.refresh()
    assert watched.used() == {"company": 0.35}


async def test_each_caller_sees_the_budgets_that_cover_it() -> None:
    watched = Watched(budget(), budget("pay", limit_usd="5", team="pay"))
    await watched.book("1", who=PAY)
    await watched.book("3", who=SEARCH)

    await watched.watch.refresh()

    assert watched.used(SEARCH) == {"company": 0.4}
    assert watched.used(PAY) == {"company": 0.4, "pay": 0.2}


async def test_nothing_of_an_earlier_period_counts() -> None:
    midnight = NOON.replace(hour=0)
    watched = Watched(budget(), budget("month", per="month"))
    await watched.book("1", at=midnight - timedelta(seconds=1))
    await watched.book("2", at=midnight)

    await watched.watch.refresh()

    assert watched.used() == {"company": 0.2, "month": 0.3}


async def test_a_new_period_begins_at_nothing_even_before_the_next_look() -> None:
    watched = Watched(budget())
    await watched.book("5")
    await watched.watch.refresh()

    watched.clock.advance(12 * 3_600)

    assert watched.watch.of(SEARCH, at=watched.clock.now()) == (
        BudgetState(id="company", share_used=0, share_elapsed=0),
    )
    await watched.book("1", at=watched.clock.now())
    await watched.watch.refresh()
    assert watched.used() == {"company": 0.1}


async def test_an_entry_of_a_clock_that_is_ahead_counts_when_its_period_has_come() -> None:
    watched = Watched(budget())
    tomorrow = NOON + timedelta(hours=12)
    await watched.book("5")
    await watched.book("2", at=tomorrow)

    await watched.watch.refresh()
    assert watched.used() == {"company": 0.5}

    watched.clock.at = tomorrow
    await watched.watch.refresh()
    assert watched.used() == {"company": 0.2}


async def test_only_what_is_new_is_read_again() -> None:
    watched = Watched(budget())
    for _ in range(4):
        await watched.book("1")

    await watched.watch.refresh()
    await watched.watch.refresh()

    assert watched.feed.begun == [NOON.replace(hour=0)]
    assert watched.feed.read == [0, 3, 4]


async def test_reading_begins_with_the_longest_period() -> None:
    watched = Watched(budget("d"), budget("m", per="month"), budget("w", per="week"))

    await watched.watch.refresh()

    assert watched.feed.begun == [datetime(2026, 11, 1, tzinfo=UTC)]


async def test_without_budgets_nothing_is_read() -> None:
    watched = Watched()

    await watched.watch.refresh()

    assert (watched.feed.begun, watched.feed.read, watched.used()) == ([], [], {})


async def test_changed_budgets_are_counted_anew_and_the_old_ones_stand_until_then() -> None:
    watched = Watched(budget(limit_usd="10"))
    await watched.book("2")
    await watched.watch.refresh()

    watched.budgets = [budget(limit_usd="4"), budget("search", limit_usd="2", team="search")]
    assert watched.used() == {"company": 0.2}
    await watched.watch.refresh()
    assert watched.used() == {"company": 0.5, "search": 1}
    assert len(watched.feed.begun) == 2

    watched.budgets = []
    await watched.watch.refresh()
    assert watched.used() == {}


async def test_another_limit_is_taken_up_without_counting_anew() -> None:
    watched = Watched(budget(limit_usd="10"), budget("search", team="search"))
    await watched.book("2")
    await watched.watch.refresh()

    watched.budgets = [budget(limit_usd="4"), budget("search", team="search")]
    await watched.watch.refresh()

    assert watched.used() == {"company": 0.5, "search": 0.2}
    assert len(watched.feed.begun) == 1


async def test_what_a_tier_answers_counts_for_its_budget_and_callers_see_it_marked() -> None:
    watched = Watched(budget("dear", tier="premium"), budget("cheap", tier="economy"))
    await watched.book("1")  # the factory's entry is of the economy tier

    await watched.watch.refresh()

    assert watched.used() == {"dear": 0, "cheap": 0.1}
    states = watched.watch.of(SEARCH, at=NOON)
    assert [state.is_by_deployment for state in states] == [True, True]


async def test_a_window_slides_with_the_clock() -> None:
    watched = Watched(
        Budget.model_validate({"id": "rolling", "limit_usd": 10, "window": "60h"}),
    )
    await watched.book("1", at=NOON - timedelta(hours=61))
    await watched.book("2", at=NOON - timedelta(hours=59))
    await watched.book("3")

    await watched.watch.refresh()
    assert watched.used() == {"rolling": 0.5}

    watched.clock.advance(2 * 3_600)
    await watched.watch.refresh()
    assert watched.used() == {"rolling": 0.3}


async def test_with_carry_over_the_period_before_is_read_too() -> None:
    watched = Watched(budget(carry_over_usd="5"))
    await watched.book("8", at=NOON - timedelta(days=1))
    await watched.book("6")

    await watched.watch.refresh()

    assert watched.feed.begun == [NOON.replace(hour=0) - timedelta(days=1)]
    assert watched.used() == {"company": 0.5}


async def test_many_budgets_are_found_by_whom_they_limit() -> None:
    watched = Watched(*(budget(f"t{n}", team=f"team{n}") for n in range(500)))
    await watched.book("1", who=caller(team="team77"))

    await watched.watch.refresh()

    assert watched.used(caller(team="team77")) == {"t77": 0.1}
    assert watched.used(caller(team="team78")) == {"t78": 0}
    assert watched.used(caller(team="nobody")) == {}


async def test_equal_budgets_of_a_policy_that_was_loaded_again_are_not_counted_anew() -> None:
    watched = Watched(budget(team="search"))
    await watched.watch.refresh()
    watched.watch.of(SEARCH, at=NOON)

    watched.budgets = [budget(team="search")]
    await watched.watch.refresh()

    assert len(watched.feed.begun) == 1


async def test_where_the_ledger_cannot_be_read_all_stands_where_it_was(
    caplog: pytest.LogCaptureFixture,
) -> None:
    watched = Watched(budget())
    await watched.book("1")
    await watched.watch.refresh()
    await watched.book("1")
    watched.feed.is_broken = True

    with caplog.at_level(logging.ERROR):
        await watched.watch.look()
    assert watched.used() == {"company": 0.1}
    assert "The disk is gone" in caplog.text

    watched.feed.is_broken = False
    await watched.watch.look()
    assert watched.used() == {"company": 0.2}


async def test_it_looks_again_until_it_is_cancelled() -> None:
    watched = Watched(budget())
    running = asyncio.create_task(watched.watching(every_s=0).run())

    await asyncio.wait_for(watched.feed.was_read_twice.wait(), timeout=10)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


@given(st.lists(st.integers(0, 10**12), max_size=12), st.integers(0, 12))
async def test_sums_are_exact_however_they_are_read(nanos: list[int], first: int) -> None:
    watched = Watched(budget(limit_usd="0.000000003", per="month"))
    for number, one in enumerate(nanos):
        if number == first:
            await watched.watch.refresh()
        await watched.book(str(from_nanos(one)), at=NOON + timedelta(hours=number))

    await watched.watch.refresh()

    exact = from_nanos(sum(nanos)) / Decimal("0.000000003")
    assert watched.used() == {"company": float(exact)}
