"""Tests of `router.services.verify_ledger`."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from router.core.hold import Hold
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.verification import Fault
from router.services.verify_ledger import Verified, VerifyLedger
from tests.factories import NOON, chat_request, decision_record, ledger_entry
from tests.fakes import Service

DAY = timedelta(days=1)


async def verified(service: Service) -> Verified:
    stores = service.stores
    stores.archive.remember(service.rulebooks.current())
    verify = VerifyLedger(
        history=stores.history,
        past=stores.past,
        ledger=service.ledger,
        holds=service.holds,
        clock=service.clock,
    )
    pieces: list[int] = []
    found = await verify(NOON - DAY, NOON + DAY, begin=pieces.append, advance=pieces.append)
    assert pieces[0] == len(pieces) - 1
    return found


async def test_what_the_service_booked_is_whole() -> None:
    service = Service()
    for _ in range(3):
        await service.complete(chat_request(), LOCAL_KEY)
    found = await verified(service)
    assert (found.is_whole, found.decisions) == (True, 3)
    assert found.sums.entries == {Outcome.COMPLETED: 3}


async def test_a_planted_cost_is_found() -> None:
    service = Service()
    await service.complete(chat_request(), LOCAL_KEY)
    booked, record = service.ledger.only, service.ledger.records[0]
    wrong = replace(booked, id="led_x", cost_usd=booked.cost_usd + Decimal("0.000000001"))
    await service.ledger.append(wrong, record)
    found = await verified(service)
    assert not found.is_whole
    assert [one.fault for one in found.shown] == [Fault.COST]


async def test_a_correction_is_looked_at_with_all_of_its_decision() -> None:
    service = Service()
    await service.complete(chat_request(), LOCAL_KEY)
    booked, record = service.ledger.only, service.ledger.records[0]
    astray = replace(booked, id="led_x", outcome=Outcome.CORRECTED, corrects="led_nowhere")
    await service.ledger.append(astray, record)
    found = await verified(service)
    assert [one.fault for one in found.shown] == [Fault.NOWHERE]


async def test_a_hold_that_is_older_than_calls_are_is_found() -> None:
    service = Service()
    for age, name in ((timedelta(hours=2), "led_old"), (timedelta(), "led_new")):
        entry = replace(ledger_entry(id=name, at=NOON - age), outcome=Outcome.LOST)
        await service.holds.hold(
            Hold(id=name, owner="proc_9", claims=(), entry=entry), decision_record()
        )
    found = await verified(service)
    assert [hold.id for hold in found.holds] == ["led_old"]
    assert not found.is_whole
