"""What must every store of holds do?"""

import asyncio
import contextlib
from collections import Counter
from dataclasses import replace

import pytest

from router.core.errors import LedgerUnavailable
from router.core.hold import AccountState, CarryOver, Claim, Unit
from tests import factories
from tests.contracts.conftest import Opened
from tests.contracts.holding import (
    HOUR_US,
    HUGE,
    MINUTE_US,
    NOON_US,
    Desk,
    claim,
    hold,
    later,
    opening,
)


@pytest.fixture
def desk(opened: Opened) -> Desk:
    return Desk(opened.stores)


@pytest.fixture
def other(opened: Opened) -> Desk:
    """Another process on the same data."""
    return Desk(opened.peer)


def state(account: str, *, limit: int, spent: int = 0, held: int = 0) -> AccountState:
    return AccountState(account=account, unit=Unit.USD, limit=limit, spent=spent, held=held)


async def test_a_limit_is_reached_exactly_and_not_by_one_more(desk: Desk) -> None:
    await desk.take(claim(amount=7))
    refused = await desk.try_for(claim(amount=4))
    assert not refused.is_held
    assert refused.short == (0,)
    assert refused.accounts == (state("budget:a", limit=10, held=7),)
    granted = await desk.try_for(claim(amount=3))
    assert granted.is_held
    assert granted.short == ()
    assert granted.accounts == (state("budget:a", limit=10, held=10),)
    assert not (await desk.try_for(claim(amount=1))).is_held


async def test_all_claims_are_granted_or_none_and_all_that_fall_short_are_named(
    desk: Desk,
) -> None:
    await desk.take(claim("budget:team", amount=8), claim("budget:key", amount=5, limit=20))
    refused = await desk.try_for(
        claim("budget:team", amount=3),
        claim("budget:key", amount=3, limit=20),
        claim("budget:user", amount=3, limit=2),
    )
    assert not refused.is_held
    assert refused.short == (0, 2)
    assert refused.accounts == (
        state("budget:team", limit=10, held=8),
        state("budget:key", limit=20, held=5),
        state("budget:user", limit=2),
    )
    for account, held in (("budget:team", 8), ("budget:key", 5), ("budget:user", 0)):
        assert await desk.sums(claim(account)) == (0, held)


async def test_another_process_sees_a_hold_as_soon_as_it_is_granted(
    desk: Desk, other: Desk
) -> None:
    await desk.take(claim(amount=7))
    assert await other.sums() == (0, 7)
    assert not (await other.try_for(claim(amount=4))).is_held


async def test_a_hold_keeps_its_decision_and_comes_back_whole(desk: Desk, other: Desk) -> None:
    carry = CarryOver(slice_us=NOON_US - HOUR_US, limit=5, most=2)
    wanted = hold(
        claim(amount=3, carry=carry),
        claim("quota:b", unit=Unit.TOKENS, amount=9, since_us=NOON_US - MINUTE_US),
        claim("quota:c", unit=Unit.CONCURRENT),
        who=factories.caller(team="søk", tags=("night",)),
    )
    assert (await desk.ask(wanted)).is_held
    assert list(await other.stores.holds.of("process-1")) == [wanted]
    decision = await other.stores.ledger.decision(wanted.entry.decision_id)
    assert decision == factories.decision_record(id=wanted.entry.decision_id)


async def test_a_refused_hold_leaves_no_trace(desk: Desk) -> None:
    wanted = hold(claim(amount=11))
    assert not (await desk.ask(wanted)).is_held
    assert list(await desk.open_ids()) == []
    assert await desk.sums() == (0, 0)


async def test_a_call_that_no_limit_covers_is_held_all_the_same(desk: Desk) -> None:
    wanted = await desk.take()
    assert await desk.open_ids() == [wanted.id]
    await desk.settle(wanted, nanos=3)
    assert list(await desk.open_ids()) == []


async def test_the_same_hold_counts_once_however_often_it_is_sent(desk: Desk, other: Desk) -> None:
    wanted = hold(claim(amount=6))
    for sender in (desk, desk, other):
        with contextlib.suppress(LedgerUnavailable):
            assert (await sender.ask(wanted)).is_held
    assert await desk.sums() == (0, 6)
    assert await desk.open_ids() == [wanted.id]
    await desk.settle(wanted, nanos=2)
    assert await desk.sums() == (2, 0)


async def test_a_rolling_window_counts_its_slices_and_those_that_other_clocks_are_ahead(
    desk: Desk,
) -> None:
    def at(minute: int, amount: int = 4) -> Claim:
        begins_us = NOON_US + minute * MINUTE_US
        return claim(amount=amount, slice_us=begins_us, since_us=begins_us - 2 * MINUTE_US)

    wanted = await desk.take(at(0))
    await desk.take(at(1))
    assert not (await desk.try_for(at(2))).is_held
    assert await desk.sums(at(2)) == (0, 8)
    assert not (await desk.try_for(at(0))).is_held  # a process whose clock is slow
    await desk.settle(wanted, nanos=4)
    assert await desk.sums(at(2)) == (4, 4)
    assert (await desk.try_for(at(3))).is_held
    assert await desk.sums(at(3)) == (0, 8)
    assert await desk.sums(at(9)) == (0, 0)


async def test_a_window_that_rolls_on_for_long_counts_as_at_the_beginning(desk: Desk) -> None:
    for minute in range(0, 600, 5):
        begins_us = NOON_US + minute * MINUTE_US
        asked = claim(amount=5, slice_us=begins_us, since_us=begins_us - 9 * MINUTE_US)
        wanted = await desk.take(asked)
        assert await desk.sums(asked) == (5 if minute else 0, 5)
        await desk.settle(wanted, nanos=5)


async def test_what_a_period_leaves_is_carried_over_as_far_as_allowed(desk: Desk) -> None:
    spent = await desk.take(claim(amount=6))
    await desk.settle(spent, nanos=6)
    await desk.take(claim(amount=1))

    def after(amount: int, most: int) -> Claim:
        carry = CarryOver(slice_us=NOON_US, limit=10, most=most)
        return claim(amount=amount, slice_us=NOON_US + HOUR_US, carry=carry)

    assert (await desk.state(after(0, most=9))).limit == 13
    assert (await desk.state(after(0, most=2))).limit == 12
    refused = await desk.try_for(after(14, most=9))
    assert (refused.is_held, refused.accounts[0].limit) == (False, 13)
    assert (await desk.try_for(after(13, most=9))).is_held
    overdrawn = CarryOver(slice_us=NOON_US, limit=3, most=9)
    assert (await desk.state(claim(slice_us=0, carry=overdrawn))).limit == 10


async def test_a_limit_may_change_between_two_requests(desk: Desk) -> None:
    await desk.take(claim(amount=9))
    assert (await desk.try_for(claim(amount=9, limit=18))).is_held
    refused = await desk.try_for(claim(amount=0, limit=5))
    assert (refused.is_held, refused.accounts[0].room) == (False, -13)


async def test_amounts_near_the_largest_are_exact(desk: Desk) -> None:
    limit = HUGE + 7
    first = await desk.take(claim(amount=HUGE - 1, limit=limit))
    assert not (await desk.try_for(claim(amount=9, limit=limit))).is_held
    second = await desk.take(claim(amount=8, limit=limit))
    assert await desk.sums() == (0, HUGE + 7)
    await desk.settle(first, nanos=HUGE - 3)
    assert await desk.sums() == (HUGE - 3, 8)
    assert not (await desk.try_for(claim(amount=3, limit=limit))).is_held
    await desk.take(claim(amount=2, limit=limit))
    await desk.settle(second, nanos=1)
    assert await desk.sums() == (HUGE - 2, 2)


async def test_huge_amounts_are_exact_in_windows_and_carried_over_too(desk: Desk) -> None:
    window = claim(amount=HUGE - 3, limit=HUGE, since_us=NOON_US - MINUTE_US)
    await desk.take(window)
    assert not (await desk.try_for(replace(window, amount=4))).is_held
    assert (await desk.try_for(replace(window, amount=3))).is_held
    carry = CarryOver(slice_us=0, limit=HUGE - 1, most=HUGE)
    asked = claim("budget:c", amount=2 * HUGE - 1, limit=HUGE, carry=carry)
    assert not (await desk.try_for(replace(asked, amount=2 * HUGE))).is_held
    assert (await desk.try_for(asked)).is_held


async def test_any_name_of_an_account_is_only_a_name(desk: Desk) -> None:
    names = ["quota:'; DROP TABLE hold; --", "quota:ö {x}:*", "quota:\ud800", "quota:a\x00b"]
    for name in names:
        wanted = await desk.take(claim(name, amount=4))
        assert await desk.sums(claim(name)) == (0, 4)
        await desk.settle(wanted, nanos=3)
        assert await desk.sums(claim(name)) == (3, 0)


async def test_two_processes_at_once_never_hold_more_than_the_limit(
    desk: Desk, other: Desk
) -> None:
    asked = claim(amount=3, limit=100)
    results = await asyncio.gather(
        *((desk, other)[n % 2].try_for(asked, claim("budget:b", limit=1_000)) for n in range(120))
    )
    assert sum(result.is_held for result in results) == 33
    assert await desk.sums() == (0, 99)
    assert await other.sums(claim("budget:b")) == (0, 33)


async def test_under_load_no_reader_ever_sees_more_than_the_limit(desk: Desk, other: Desk) -> None:
    asked, granted, seen = claim(amount=5, limit=50), Counter[str](), list[AccountState]()
    is_over = asyncio.Event()

    async def work(at: Desk, worker: int) -> None:
        for turn in range(8):
            wanted = hold(asked)
            if not (await at.ask(wanted)).is_held:
                granted["refused"] += 1
            elif (turn + worker) % 4 == 0:
                await at.stores.holds.release(wanted.id)
            else:
                await at.settle(wanted, nanos=1)
                granted["spent"] += 1

    async def look() -> None:
        while not is_over.is_set():
            seen.append(await other.state())
            await asyncio.sleep(0)

    looking = asyncio.create_task(look())
    await asyncio.gather(*(work((desk, other)[n % 2], n) for n in range(16)))
    is_over.set()
    await looking
    assert seen
    assert all(found.spent + found.held <= 50 for found in seen)
    assert await desk.sums() == (granted["spent"], 0)
    await other.stores.accounts.recount([opening()])
    assert await desk.sums() == (granted["spent"], 0)


async def test_the_holds_of_a_process_come_oldest_first(desk: Desk) -> None:
    wanted = [hold(claim(limit=99), at=later(minutes)) for minutes in (3, 1, 2)]
    for one in (*wanted, hold(claim(limit=99), owner="process-2")):
        await desk.ask(one)
    assert await desk.open_ids() == [wanted[1].id, wanted[2].id, wanted[0].id]


async def test_a_hold_whose_caller_is_cancelled_stays_until_it_is_released(opened: Opened) -> None:
    desk = Desk(opened.stores)
    wanted = hold(claim(amount=4))
    waiting = asyncio.ensure_future(desk.ask(wanted))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    for kept in await opened.peer.holds.of("process-1"):  # granted unseen, or never sent
        await opened.peer.holds.release(kept.id)
    assert await Desk(opened.peer).sums() == (0, 0)


async def test_holding_after_closing_says_why_not(opened: Opened) -> None:
    desk = Desk(opened.stores)
    await opened.stores.close()
    with pytest.raises(LedgerUnavailable, match="shutting down"):
        await desk.try_for(claim())
