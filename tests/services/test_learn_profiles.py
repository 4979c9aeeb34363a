"""Tests of `router.services.learn_profiles`."""

import asyncio
import logging
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from typing_extensions import override

from router.adapters.storage.memory import MemoryLedger, MemorySpend
from router.core.account import Account, policy_account
from router.core.budget import Budget
from router.core.caller import Caller
from router.core.errors import LedgerUnavailable
from router.ports.spend_feed import SpendBatch
from router.services.learn_profiles import LearnProfiles
from router.services.watch_budgets import WatchBudgets
from tests.factories import NOON, caller, decision_record, ledger_entry
from tests.fakes import FixedClock

SEARCH, PAY = caller(team="search"), caller(team="pay")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def account(id: str = "company", **written: str) -> Account:
    return policy_account(Budget.model_validate({"id": id, "limit_usd": 10, **written}))


class Feed(MemorySpend):
    """A feed in small batches, which a test can break."""

    is_broken = False
    looked_back: datetime | None = None

    def __init__(self, ledger: MemoryLedger) -> None:
        super().__init__(ledger)
        self.reads = 0
        self.was_read_often = asyncio.Event()

    @override
    async def before(self, moment: datetime) -> int:
        self.looked_back = moment
        return await super().before(moment)

    @override
    async def since(self, seq: int, *, most: int) -> SpendBatch:
        if self.is_broken:
            raise LedgerUnavailable("The disk is gone. Mount it.")
        self.reads += 1
        if self.reads > 10:  # the first look takes three
            self.was_read_often.set()
        return await super().since(seq, most=min(most, 7))


class Taught:
    """A ledger, a clock, and budgets that a test changes."""

    def __init__(self, *budgets: Account) -> None:
        self.clock, self.ledger, self.budgets = FixedClock(), MemoryLedger(), list(budgets)
        self.feed, self._booked = Feed(self.ledger), 0
        self.learn = LearnProfiles(
            feed=self.feed, budgets=lambda: self.budgets, clock=self.clock, every_s=0.001
        )

    async def book(self, at: datetime, usd: str = "1", *, who: Caller = SEARCH) -> None:
        self._booked += 1
        entry = ledger_entry(id=f"led_{self._booked}", at=at, who=who, cost_usd=usd)
        await self.ledger.append(entry, decision_record(id=entry.decision_id))

    async def book_mornings(self, *, weeks: int, who: Caller = SEARCH) -> None:
        """A dollar at nine o'clock on each day of the weeks before."""
        for days in range(7 * weeks, 0, -1):
            await self.book(NOON - days * DAY - 3 * HOUR, who=who)


async def test_a_budget_learns_from_what_its_scope_covers_and_no_other() -> None:
    search, pay = account("search", per="day", team="search"), account("pay", per="day", team="pay")
    taught = Taught(search, pay)
    await taught.book_mornings(weeks=3)

    await taught.learn.refresh()

    profile = taught.learn.of(search.id)
    assert profile is not None
    assert max(profile.shares) == max(profile.shares[number * 24 + 9] for number in range(7))
    assert taught.learn.of(pay.id) is None


async def test_a_window_has_no_profile() -> None:
    window = account(window="30d")
    taught = Taught(window)
    await taught.book_mornings(weeks=3)

    await taught.learn.refresh()

    assert taught.learn.of(window.id) is None
    assert taught.feed.looked_back is None


async def test_hours_are_those_of_the_budgets_own_zone() -> None:
    tokyo = account(per="day", timezone="Asia/Tokyo")
    taught = Taught(tokyo)
    await taught.book_mornings(weeks=3)

    await taught.learn.refresh()

    profile = taught.learn.of(tokyo.id)
    assert profile is not None
    assert profile.shares[18] > profile.shares[9]


async def test_later_looks_read_only_what_is_new_and_forget_what_is_old() -> None:
    taught = Taught(company := account(per="day"))
    await taught.book_mornings(weeks=2)
    await taught.learn.refresh()
    first = taught.learn.of(company.id)

    taught.feed.looked_back = None
    taught.clock.at += 70 * DAY
    await taught.learn.refresh()

    assert first is not None
    assert taught.feed.looked_back is None
    assert taught.learn.of(company.id) is None


async def test_a_new_budget_is_learned_from_the_weeks_before_it() -> None:
    taught = Taught(account(per="day"))
    await taught.book_mornings(weeks=3)
    await taught.learn.refresh()

    taught.budgets.append(new := account("new", per="month"))
    await taught.learn.refresh()

    assert taught.learn.of(new.id) is not None


async def test_while_the_ledger_is_away_profiles_stand(caplog: pytest.LogCaptureFixture) -> None:
    taught = Taught(company := account(per="day"))
    await taught.book_mornings(weeks=3)
    await taught.learn.look()
    taught.feed.is_broken = True

    with caplog.at_level(logging.ERROR):
        await taught.learn.look()

    assert taught.learn.of(company.id) is not None
    assert "Profiles of spend stay as they were. The disk is gone. Mount it." in caplog.text


async def test_it_learns_at_once_and_goes_on() -> None:
    taught = Taught(company := account(per="day"))
    await taught.book_mornings(weeks=3)

    task = asyncio.create_task(taught.learn.run())
    await taught.feed.was_read_often.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert taught.learn.of(company.id) is not None


async def test_the_pace_of_a_budget_is_measured_by_what_is_usual() -> None:
    company = account(per="day")
    taught = Taught(company)
    await taught.book_mornings(weeks=4)
    await taught.book(NOON - 3 * HOUR, "4")
    await taught.learn.refresh()
    watch = WatchBudgets(
        feed=taught.feed,
        budgets=lambda: taught.budgets,
        clock=taught.clock,
        profiles=taught.learn.of,
    )

    await watch.refresh()

    (state,) = watch.of(SEARCH, at=NOON)
    assert state.share_used == float(Decimal("0.4"))
    assert state.share_elapsed == 0.5
    assert state.share_expected == pytest.approx(0.94, abs=0.05)
    assert state.pace == pytest.approx(0.4 / 0.94, abs=0.05)
