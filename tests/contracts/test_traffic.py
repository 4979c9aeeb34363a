"""What must every view of the traffic show?"""

from dataclasses import replace
from datetime import timedelta

from router.core.deployment import Kind
from router.core.ledger import Outcome
from router.core.traffic import AUDIT_CALLER, ServedRequest
from tests.contracts.conftest import Opened
from tests.factories import NOON, decision_record, facts, ledger_entry, shape

HOUR = timedelta(hours=1)


async def book(opened: Opened, number: int, **changes: object) -> ServedRequest:
    entry = ledger_entry(id=f"led_{number}", decision_id=f"dec_{number}", at=NOON + number * HOUR)
    kind = changes.pop("kind", Kind.CHAT)
    assert isinstance(kind, Kind)
    entry = replace(entry, **changes)  # type: ignore[arg-type]
    record = decision_record(id=f"dec_{number}", on=facts(asked=shape(kind=kind)))
    await opened.stores.ledger.append(entry, record)
    return ServedRequest(entry=entry, facts=record.facts)


async def test_served_requests_are_shown_with_their_facts_oldest_first(opened: Opened) -> None:
    second, first = await book(opened, 2), await book(opened, 1)
    assert list(await opened.peer.traffic.between(NOON, NOON + 9 * HOUR)) == [first, second]
    assert list(await opened.peer.traffic.between(NOON, NOON + 2 * HOUR)) == [first]


async def test_refusals_embeddings_and_audits_are_no_traffic(opened: Opened) -> None:
    await book(opened, 1, deployment=None, outcome=Outcome.REFUSED)
    await book(opened, 2, kind=Kind.EMBEDDING)
    await book(opened, 3, caller=AUDIT_CALLER)
    assert list(await opened.stores.traffic.between(NOON, NOON + 9 * HOUR)) == []
    assert dict(await opened.stores.traffic.of(["dec_1", "dec_2", "dec_3"])) == {}


async def test_requests_are_found_by_decision(opened: Opened) -> None:
    served = await book(opened, 1)
    await book(opened, 2)
    assert dict(await opened.peer.traffic.of(["dec_1", "dec_x"])) == {"dec_1": served}


async def test_decisions_are_found_by_the_id_of_the_answer_newest_first(opened: Opened) -> None:
    await book(opened, 1, response_id="chatcmpl-1")
    await book(opened, 2, response_id="chatcmpl-2")
    await book(opened, 3, response_id="chatcmpl-1")
    assert list(await opened.peer.traffic.answered_as("chatcmpl-1")) == ["dec_3", "dec_1"]
    assert list(await opened.peer.traffic.answered_as("chatcmpl-9")) == []
