"""Tests of `router.services.reservations`."""

import asyncio

from router.services.reservations import Reservations
from tests.factories import decision_record, ledger_entry


def test_a_hold_is_own_from_its_beginning_to_its_end() -> None:
    reservations = Reservations(owner="here")
    reservations.begin("led_1")
    assert "led_1" in reservations
    assert len(reservations) == 1
    reservations.end("led_1")
    assert "led_1" not in reservations


def test_what_is_owed_is_owed_until_its_end() -> None:
    reservations = Reservations(owner="here")
    reservations.begin("led_1")
    reservations.owe(ledger_entry(id="led_1"), decision_record())
    assert [entry.id for entry, _ in reservations.owed()] == ["led_1"]
    assert "led_1" in reservations
    reservations.end("led_1")
    assert reservations.owed() == ()


def test_the_end_of_a_hold_that_nobody_knows_does_nothing() -> None:
    reservations = Reservations(owner="here")
    reservations.end("led_1")
    assert len(reservations) == 0


async def test_who_waits_is_woken_by_the_end_of_a_hold() -> None:
    reservations = Reservations(owner="here", look_s=60)
    reservations.begin("led_1")
    with reservations.queueing("budget:a") as place:
        turn = asyncio.ensure_future(place.turn(within_s=60))
        await asyncio.sleep(0)
        reservations.end("led_1")
        assert await turn


async def test_the_first_in_the_queue_looks_again_by_itself() -> None:
    reservations = Reservations(owner="here", look_s=0.001)
    with reservations.queueing("budget:a") as place:
        assert await place.turn(within_s=60)


async def test_patience_ends() -> None:
    reservations = Reservations(owner="here", look_s=60)
    with reservations.queueing("budget:a") as place:
        assert not await place.turn(within_s=0.002)
        assert not await place.turn(within_s=-1)


async def test_those_behind_wait_for_those_in_front() -> None:
    reservations = Reservations(owner="here", look_s=0.001)
    with reservations.queueing("budget:a") as behind_nobody:
        with reservations.queueing("budget:a") as behind:
            assert await behind_nobody.turn(within_s=60)
            assert not await behind.turn(within_s=0.01)
            later = asyncio.ensure_future(behind.turn(within_s=0.01))
        assert not await later


async def test_the_next_moves_up_when_the_first_leaves() -> None:
    reservations = Reservations(owner="here", look_s=60)
    first = reservations.queueing("budget:a")
    first.__enter__()
    with reservations.queueing("budget:a") as second:
        turn = asyncio.ensure_future(second.turn(within_s=60))
        await asyncio.sleep(0)
        first.__exit__(None, None, None)
        assert await turn


async def test_queues_for_different_accounts_do_not_block_each_other() -> None:
    reservations = Reservations(owner="here", look_s=0.001)
    with reservations.queueing("budget:a"), reservations.queueing("budget:b") as other:
        assert await other.turn(within_s=60)
