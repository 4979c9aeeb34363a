"""Tests of `router.services.read_person_spend`."""

from decimal import Decimal

import pytest

from router.core.errors import InvalidRequest
from router.services.administer import Actor, Administer
from router.services.read_person_spend import ReadPersonSpend
from router.services.report_spend import ReportSpend
from tests.factories import caller, decision_record, ledger_entry
from tests.fakes import Service


async def reading(service: Service) -> ReadPersonSpend:
    for number, user in enumerate(("ada", "bob", "ada")):
        id_ = f"dec_{number}"
        entry = ledger_entry(
            id=f"led_{number}", decision_id=id_, who=caller(user=user), cost_usd="1.5"
        )
        await service.ledger.append(entry, decision_record(id=id_))
    return ReadPersonSpend(
        report=ReportSpend(ledger=service.ledger, keys=service.stores.keys, clock=service.clock),
        administer=Administer(log=service.admin_log, clock=service.clock),
        actor=Actor("os:root", "operator"),
    )


async def test_one_person_is_shown_and_the_log_knows_who_looked_and_why() -> None:
    service = Service()
    row = await (await reading(service))("ada", since="1d", why="asked for it")

    assert (row.group, row.requests, row.cost_usd) == ("ada", 2, Decimal(3))
    (event,) = await service.admin_log.after(0, most=5)
    assert (event.kind, event.stage, event.actor) == ("spend.read", "done", "os:root")
    assert (event.subject, event.said["why"]) == ("user/ada", "asked for it")


@pytest.mark.parametrize(("since", "why"), [("1d", ""), ("1d", "  "), ("soon", "because")])
async def test_without_a_reason_or_a_time_nothing_is_shown(since: str, why: str) -> None:
    service = Service()
    with pytest.raises(InvalidRequest):
        await (await reading(service))("ada", since=since, why=why)
    assert await service.admin_log.after(0, most=5) == []


async def test_whoever_spent_nothing_has_spent_nothing() -> None:
    row = await (await reading(Service()))("eve", since="1d", why="asked for it")
    assert (row.group, row.requests, row.cost_usd) == ("eve", 0, Decimal(0))
