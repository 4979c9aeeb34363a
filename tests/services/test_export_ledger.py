"""Tests of `router.services.export_ledger`."""

from datetime import timedelta

from router.core.key import LOCAL_KEY, VirtualKey
from router.services.administer import Actor, Administer
from router.services.export_ledger import ExportLedger
from tests.factories import NOON, chat_request
from tests.fakes import Service


def exporting(service: Service) -> ExportLedger:
    return ExportLedger(
        history=service.stores.history,
        ledger=service.ledger,
        administer=Administer(log=service.admin_log, clock=service.clock),
        actor=Actor("os:root", "operator"),
        pseudonym_key=b"k" * 32,
    )


async def test_every_entry_of_the_time_is_given_once() -> None:
    service = Service()
    for _ in range(3):
        await service.complete(chat_request(), LOCAL_KEY)
        service.clock.advance(3_600)

    async def ids(hours: int) -> list[str]:
        return [e.id async for e in exporting(service)(NOON, NOON + timedelta(hours=hours))]

    assert await ids(24) == [entry.id for entry in service.ledger.booked]
    assert await ids(1) == [service.ledger.booked[0].id]


async def test_people_have_pseudonyms_and_the_log_is_told_of_names() -> None:
    service, until = Service(), NOON + timedelta(days=1)
    await service.complete(chat_request(), VirtualKey(id="key_ada", name="ada's", user="ada"))
    export = exporting(service)

    (hidden,) = [entry async for entry in export(NOON, until)]
    assert hidden.caller.user.startswith("person_")
    assert hidden.caller.key_id == hidden.caller.user
    assert await service.admin_log.after(0, most=5) == []

    (named,) = [entry async for entry in export.named(NOON, until, why="the auditor asks")]
    assert (named.caller.user, named.caller.key_id) == ("ada", "key_ada")
    (event,) = await service.admin_log.after(0, most=5)
    assert (event.kind, event.actor) == ("ledger.export", "os:root")
    assert event.said["why"] == "the auditor asks"
