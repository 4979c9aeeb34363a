"""Tests of `router.services.reconcile`."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest
from typing_extensions import override

from router.adapters.storage.memory_holds import MemoryCounters, MemoryHolds
from router.core.errors import AlreadyBooked, LedgerUnavailable
from router.core.hold import Claim, Hold, Opening, Unit
from router.core.ledger import Outcome
from router.core.scope import EVERYTHING
from router.core.usage import Usage
from router.services.reconcile import Reconcile
from router.services.reservations import Reservations
from tests.factories import decision_record, ledger_entry
from tests.fakes import FixedClock, Service

CLAIM = Claim(account="budget:all", unit=Unit.USD, amount=500, limit=1_000, slice_us=0)
OPENING = Opening(account="budget:all", unit=Unit.USD, scope=EVERYTHING, slice_us=0, until_us=2**60)


def hold(id: str = "led_1", *, owner: str = "proc_other") -> Hold:
    entry = replace(
        ledger_entry(id=id, decision_id="dec_1", cost_usd="0.0000005"),
        outcome=Outcome.LOST,
        usage=Usage(input_tokens=10, is_estimated=True),
    )
    return Hold(id=id, owner=owner, claims=(CLAIM,), entry=entry)


@dataclass
class Scene:
    """One process that watches, on stores in memory."""

    service: Service = field(default_factory=Service)
    openings: Sequence[Opening] = (OPENING,)
    waiting: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.reconcile = Reconcile(
            holds=self.service.stores.holds,
            accounts=self.service.stores.accounts,
            ledger=self.service.ledger,
            reservations=self.reservations,
            openings=lambda: self.openings,
            limits=lambda: self.openings,
            clock=self.clock,
            waiting=self.waiting,
            lease_s=30,
            recount_s=300,
        )

    @property
    def clock(self) -> FixedClock:
        return self.service.clock

    @property
    def reservations(self) -> Reservations:
        return self.service.reservations

    async def holds(self, one: Hold) -> None:
        held = await self.service.stores.holds.hold(one, decision_record(id="dec_1"))
        assert held.is_held

    async def spent_and_held(self) -> tuple[int, int]:
        (state,) = await self.service.stores.accounts.states([CLAIM])
        return state.spent, state.held


async def test_what_a_silent_process_held_is_booked_as_lost() -> None:
    scene = Scene()
    await scene.holds(hold())
    await scene.reconcile.look()
    scene.clock.advance(30)
    await scene.reconcile.look()
    entry = scene.service.ledger.only
    assert (entry.id, entry.outcome, entry.error_code, entry.cost_usd) == (
        "led_1",
        Outcome.LOST,
        "process_lost",
        Decimal("0.0000005"),
    )
    assert await scene.spent_and_held() == (500, 0)


async def test_a_process_that_beats_keeps_its_holds() -> None:
    scene = Scene()
    await scene.holds(hold())
    for _ in range(10):
        await scene.service.stores.holds.beat("proc_other")
        await scene.reconcile.look()
        scene.clock.advance(29)
    assert scene.service.ledger.booked == []
    assert await scene.spent_and_held() == (0, 500)


async def test_a_stepped_wall_clock_kills_nobody() -> None:
    scene = Scene()
    await scene.holds(hold())
    await scene.reconcile.look()
    scene.clock.at = scene.clock.at.replace(year=2030)
    await scene.reconcile.look()
    assert scene.service.ledger.booked == []


async def test_two_who_find_the_same_one_dead_book_it_once() -> None:
    scene = Scene()
    await scene.holds(hold())
    other = Scene(service=scene.service)
    for look in (scene.reconcile.look, other.reconcile.look):
        await look()
    scene.clock.advance(31)
    await asyncio.gather(scene.reconcile.look(), other.reconcile.look())
    assert scene.service.ledger.only.id == "led_1"
    assert await scene.spent_and_held() == (500, 0)


async def test_what_was_booked_meanwhile_is_only_released() -> None:
    scene = Scene()
    await scene.reconcile._book_as_lost(hold())
    assert scene.service.ledger.booked == []  # nothing was decided: there is nothing to book
    await scene.holds(hold())
    await scene.service.ledger.append(hold().entry, decision_record(id="dec_1"))
    with pytest.raises(AlreadyBooked):
        await scene.service.ledger.append(hold().entry, decision_record(id="dec_1"))
    await scene.reconcile._book_as_lost(hold())
    assert len(scene.service.ledger.booked) == 1


async def test_an_own_hold_that_no_call_knows_is_released() -> None:
    scene = Scene()
    await scene.holds(hold("led_1", owner="proc_1"))
    scene.reservations.begin("led_2")
    await scene.holds(hold("led_2", owner="proc_1"))
    await scene.reconcile.look()
    assert [one.id for one in await scene.service.stores.holds.of("proc_1")] == ["led_2"]
    assert scene.service.ledger.booked == []


async def test_an_own_hold_whose_entry_still_waits_is_kept() -> None:
    scene = Scene()
    await scene.holds(hold("led_1", owner="proc_1"))
    scene.waiting.add("led_1")
    await scene.reconcile.look()
    assert await scene.spent_and_held() == (0, 500)


async def test_a_call_that_could_not_be_booked_is_booked_once_the_store_is_back() -> None:
    scene = Scene()
    await scene.holds(hold("led_1", owner="proc_1"))
    scene.reservations.begin("led_1")
    settled = ledger_entry(id="led_1", decision_id="dec_1", cost_usd="0.0000003")
    scene.reservations.owe(settled, decision_record(id="dec_1"))
    scene.service.ledger.is_broken = True

    await scene.reconcile.look()
    assert await scene.spent_and_held() == (0, 500)

    scene.service.ledger.is_broken = False
    await scene.reconcile.look()
    await scene.reconcile.look()
    assert scene.service.ledger.booked == [settled]
    assert scene.reservations.owed() == ()
    assert await scene.service.stores.holds.of("proc_1") == []


async def test_an_owed_call_that_was_booked_as_lost_is_corrected_once() -> None:
    scene = Scene()
    lost = hold("led_1", owner="proc_1")
    await scene.service.ledger.append(lost.entry, decision_record(id="dec_1"))
    settled = ledger_entry(id="led_1", decision_id="dec_1", cost_usd="0.0000003")
    for _ in range(2):
        scene.reservations.owe(settled, decision_record(id="dec_1"))
        await scene.reconcile.look()

    costs = [entry.cost_usd for entry in scene.service.ledger.booked]
    assert costs == [Decimal("5e-7"), Decimal("-2e-7")]


async def test_accounts_are_counted_anew_by_the_timer(caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene()
    await scene.service.stores.accounts.open([OPENING])
    await scene.service.ledger.append(ledger_entry(id="led_9"), decision_record(id="dec_1"))
    assert await scene.spent_and_held() == (0, 0)
    scene.clock.advance(300)
    await scene.reconcile.look()
    assert await scene.spent_and_held() == (123_456, 0)
    assert "budget:all was off by -123456 spent and 0 held" in caplog.text
    assert await scene.reconcile.recount() == 0


async def test_accounts_are_counted_anew_soon_after_a_limit_was_changed() -> None:
    scene = Scene(openings=())
    await scene.reconcile.look()
    scene.openings = (OPENING,)
    await scene.service.stores.accounts.open([OPENING])
    await scene.service.ledger.append(ledger_entry(id="led_9"), decision_record(id="dec_1"))
    await scene.reconcile.look()
    assert await scene.spent_and_held() == (0, 0)
    scene.clock.advance(30)
    await scene.reconcile.look()
    assert await scene.spent_and_held() == (123_456, 0)


async def test_without_accounts_nothing_is_counted() -> None:
    assert await Scene(openings=()).reconcile.recount() == 0


async def test_a_store_that_is_away_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    class Away:
        async def beat(self, owner: str) -> None:
            raise LedgerUnavailable("The store is away.")

    scene = Scene()
    scene.reconcile.holds = Away()  # type: ignore[assignment]
    await scene.reconcile.look()
    assert "Holds are not reconciled. The store is away." in caplog.text


async def test_nobody_is_thought_dead_for_being_silent_while_the_store_was_away() -> None:
    scene = Scene()
    await scene.holds(hold())
    await scene.reconcile.look()
    holds, scene.reconcile.holds = scene.reconcile.holds, _Away()
    scene.clock.advance(60)
    await scene.reconcile.look()
    scene.reconcile.holds = holds
    await scene.reconcile.look()
    assert scene.service.ledger.booked == []


class _Away(MemoryHolds):
    def __init__(self) -> None:
        super().__init__(MemoryCounters(), record=lambda _: None)

    @override
    async def beat(self, owner: str) -> None:
        raise LedgerUnavailable("The store is away.")


async def test_it_beats_until_it_is_cancelled() -> None:
    scene = Scene()
    running = asyncio.create_task(scene.reconcile.run())
    for _ in range(5):
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (await scene.service.stores.holds.owners()).get("proc_1") == 1
