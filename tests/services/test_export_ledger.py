"""Tests of `router.services.export_ledger`."""

from datetime import timedelta

from router.core.key import LOCAL_KEY
from router.services.export_ledger import ExportLedger
from tests.factories import NOON, chat_request
from tests.fakes import Service


async def test_every_entry_of_the_time_is_given_once() -> None:
    service = Service()
    for _ in range(3):
        await service.complete(chat_request(), LOCAL_KEY)
        service.clock.advance(3_600)
    export = ExportLedger(history=service.stores.history, ledger=service.ledger)

    async def ids(hours: int) -> list[str]:
        return [e.id async for e in export(NOON, NOON + timedelta(hours=hours))]

    assert await ids(24) == [entry.id for entry in service.ledger.booked]
    assert await ids(1) == [service.ledger.booked[0].id]
