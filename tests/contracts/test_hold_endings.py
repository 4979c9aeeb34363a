"""What must every store do when a call ends, however it ends?"""

import asyncio

import pytest

from router.core.errors import AlreadyBooked
from router.core.hold import Unit
from router.core.ledger import Outcome
from tests.contracts.conftest import Opened
from tests.contracts.holding import (
    HOUR_US,
    NOON_US,
    Desk,
    claim,
    entry_of,
    hold,
)


@pytest.fixture
def desk(opened: Opened) -> Desk:
    return Desk(opened.stores)


@pytest.fixture
def other(opened: Opened) -> Desk:
    """Another process on the same data."""
    return Desk(opened.peer)


async def test_settling_replaces_what_was_held_by_what_was_used(desk: Desk) -> None:
    wanted = await desk.take(claim(amount=8), claim("budget:b", amount=8))
    await desk.settle(wanted, nanos=5)
    for account in ("budget:a", "budget:b"):
        assert await desk.sums(claim(account)) == (5, 0)
    assert list(await desk.open_ids()) == []
    assert not (await desk.try_for(claim(amount=6))).is_held
    assert (await desk.try_for(claim(amount=5))).is_held


async def test_each_account_counts_in_its_own_unit(desk: Desk) -> None:
    claims = (
        claim("money", amount=9),
        claim("tokens", unit=Unit.TOKENS, amount=8),
        claim("requests", unit=Unit.REQUESTS),
        claim("at once", unit=Unit.CONCURRENT),
    )
    wanted = await desk.take(*claims)
    assert [await desk.sums(one) for one in claims] == [(0, 9), (0, 8), (0, 1), (0, 1)]
    await desk.settle(wanted, nanos=7, tokens=6)
    assert [await desk.sums(one) for one in claims] == [(7, 0), (6, 0), (1, 0), (0, 0)]


async def test_a_bill_above_what_was_held_is_booked_and_blocks_what_comes_after(
    desk: Desk,
) -> None:
    wanted = await desk.take(claim(amount=8))
    await desk.settle(wanted, nanos=25)
    found = await desk.state()
    assert (found.spent, found.room) == (25, -15)
    assert not (await desk.try_for(claim(amount=0))).is_held


async def test_what_comes_after_settling_fits_in_the_same_moment(desk: Desk) -> None:
    wanted = await desk.take(claim(amount=10))
    waiting = hold(claim(amount=4))
    granted, _ = await asyncio.gather(desk.ask(waiting), desk.settle(wanted, nanos=6))
    if not granted.is_held:  # stores of several servers may do one after the other
        granted = await desk.ask(waiting)
    assert granted.is_held
    assert await desk.sums() == (6, 4)


async def test_releasing_gives_everything_back_once(desk: Desk, other: Desk) -> None:
    wanted = await desk.take(claim(amount=8), claim("budget:b", amount=8))
    await desk.take(claim(amount=1))
    await other.stores.holds.release(wanted.id)
    await desk.stores.holds.release(wanted.id)
    assert await desk.sums() == (0, 1)
    assert await desk.sums(claim("budget:b")) == (0, 0)


async def test_releasing_what_is_settled_or_was_never_held_does_nothing(desk: Desk) -> None:
    wanted = await desk.take(claim(amount=8))
    await desk.settle(wanted, nanos=5)
    await desk.stores.holds.release(wanted.id)
    await desk.stores.holds.release("led_never")
    assert await desk.sums() == (5, 0)


async def test_an_entry_is_booked_once_and_counts_once(desk: Desk, other: Desk) -> None:
    wanted = await desk.take(claim(amount=8))
    await desk.settle(wanted, nanos=5)
    for again in (desk, other):
        with pytest.raises(AlreadyBooked, match=wanted.id):
            await again.settle(wanted, nanos=7)
    assert await desk.sums() == (5, 0)
    assert len(await desk.stores.ledger.entries(wanted.entry.decision_id)) == 1


async def test_of_two_that_book_the_same_entry_at_once_one_succeeds(
    desk: Desk, other: Desk
) -> None:
    wanted = await desk.take(claim(amount=8))
    outcomes = await asyncio.gather(
        desk.settle(wanted, nanos=5), other.settle(wanted, nanos=5), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [AlreadyBooked]
    assert await desk.sums() == (5, 0)


async def test_a_hold_of_a_dead_process_is_settled_by_booking_it_as_lost(
    desk: Desk, other: Desk
) -> None:
    wanted = await desk.take(claim(amount=8), owner="process-dead")
    (found,) = await other.stores.holds.of("process-dead")
    assert found.entry.outcome is Outcome.LOST
    await other.book(found.entry)
    assert await desk.sums() == (8, 0)
    with pytest.raises(AlreadyBooked):
        await desk.settle(wanted, nanos=3)  # the process was only frozen, and comes back
    assert await desk.sums() == (8, 0)


async def test_an_entry_that_held_nothing_is_not_counted(desk: Desk) -> None:
    await desk.take(claim(amount=1))
    await desk.spend(5)
    assert await desk.sums() == (0, 1)


async def test_a_refusal_frees_what_it_held_and_uses_nothing(desk: Desk) -> None:
    claims = (claim("requests", unit=Unit.REQUESTS), claim("tokens", unit=Unit.TOKENS, amount=8))
    wanted = await desk.take(*claims)
    await desk.book(entry_of(wanted, outcome=Outcome.REFUSED))
    assert [await desk.sums(one) for one in claims] == [(0, 0), (0, 0)]


async def test_periods_are_counted_apart_and_a_late_settling_belongs_to_the_old_one(
    desk: Desk,
) -> None:
    old, new = claim(amount=9), claim(amount=9, slice_us=NOON_US + HOUR_US)
    wanted = await desk.take(old)
    await desk.take(new)
    await desk.settle(wanted, nanos=8)
    assert await desk.sums(old) == (8, 0)
    assert await desk.sums(new) == (0, 9)


async def test_concurrent_requests_are_held_and_never_spent(desk: Desk, other: Desk) -> None:
    asked = claim("quota:at-once", unit=Unit.CONCURRENT, limit=2, slice_us=0)
    first, second = await desk.take(asked), await other.take(asked)
    assert not (await desk.try_for(asked)).is_held
    await desk.settle(first, nanos=3, tokens=3)
    third = await other.take(asked)
    await desk.stores.holds.release(second.id)
    await other.settle(third)
    found = await desk.state(asked)
    assert (found.spent, found.held) == (0, 0)


async def test_processes_are_known_by_their_beats_and_by_their_holds(
    desk: Desk, other: Desk
) -> None:
    assert dict(await desk.stores.holds.owners()) == {}
    await desk.stores.holds.beat("process-1")
    before = dict(await other.stores.holds.owners())
    await desk.stores.holds.beat("process-1")
    wanted = await other.take(owner="process-2")
    after = dict(await other.stores.holds.owners())
    assert after.keys() == {"process-1", "process-2"}
    assert after["process-1"] > before["process-1"]
    assert (await desk.stores.holds.owners())["process-2"] == after["process-2"]
    await desk.stores.holds.release(wanted.id)
    assert (await desk.stores.holds.owners()).keys() == {"process-1"}
