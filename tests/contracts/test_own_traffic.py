"""What every store tells of one person's requests and spend."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from classifier.labels import Complexity, Task
from router.core.caller import Caller
from router.core.coaching.own_request import Oneself
from router.core.deployment import Kind
from router.core.ledger import LedgerEntry, Outcome
from router.core.traffic import AUDIT_CALLER
from tests.contracts.conftest import Opened
from tests.factories import NOON, assessment, caller, decision_record, facts, ledger_entry, shape

HOUR = timedelta(hours=1)
ADA = Oneself(key_id="key_9", user="ada")


async def book(
    opened: Opened,
    number: int,
    *,
    who: Caller | None = None,
    kind: Kind = Kind.CHAT,
    **changes: object,
) -> LedgerEntry:
    entry = ledger_entry(
        id=f"led_{number}", decision_id=f"dec_{number}", at=NOON + number * HOUR, who=who
    )
    entry = replace(entry, **changes)  # type: ignore[arg-type]
    said = replace(
        assessment(complexity=Complexity.TRIVIAL, task=Task.FORMATTING),
        sketch=2**64 - 1,
        difficulty=0.5,
        output_tokens_p95=300,
    )
    asked = replace(shape(kind=kind, max_output_tokens=900), fingerprint="f00d", thread="t1")
    record = decision_record(id=f"dec_{number}", on=facts(asked=asked, said=said, who=who))
    await opened.stores.ledger.append(entry, record)
    return entry


async def newest(opened: Opened, whose: Oneself, *, most: int = 100) -> list[str]:
    found = await opened.peer.own_traffic.newest(whose, since=NOON, most=most)
    return [one.decision_id for one in found.requests]


async def test_a_request_comes_with_what_was_asked_found_used_and_paid(opened: Opened) -> None:
    entry = await book(opened, 1)

    (found,) = (await opened.peer.own_traffic.newest(ADA, since=NOON, most=9)).requests

    assert (found.at, found.outcome, found.cost_usd) == (entry.at, entry.outcome, entry.cost_usd)
    assert (found.deployment, found.tier, found.usage) == ("small", entry.tier, entry.usage)
    assert (found.asked.fingerprint, found.asked.thread) == ("f00d", "t1")
    assert found.asked.max_output_tokens == 900
    assert (found.task, found.complexity) == (Task.FORMATTING, Complexity.TRIVIAL)
    assert (found.sketch, found.difficulty, found.output_tokens_p95) == (2**64 - 1, 0.5, 300)


async def test_the_newest_come_oldest_first(opened: Opened) -> None:
    for number in (3, 1, 2):
        await book(opened, number)

    assert await newest(opened, ADA) == ["dec_1", "dec_2", "dec_3"]
    assert await newest(opened, ADA, most=2) == ["dec_2", "dec_3"]
    later = await opened.peer.own_traffic.newest(ADA, since=NOON + 3 * HOUR, most=9)
    assert [one.decision_id for one in later.requests] == ["dec_3"]


async def test_it_is_told_whether_these_are_all(opened: Opened) -> None:
    for number in (1, 2, 3):
        await book(opened, number, kind=Kind.EMBEDDING if number == 3 else Kind.CHAT)

    assert (await opened.peer.own_traffic.newest(ADA, since=NOON, most=4)).is_whole
    assert not (await opened.peer.own_traffic.newest(ADA, since=NOON, most=3)).is_whole


async def test_nobody_is_shown_what_is_anothers(opened: Opened) -> None:
    await book(opened, 1, who=caller(user="ada", team="search"))
    await book(opened, 2, who=caller(user="bob", team="search"))
    await book(opened, 3, who=caller(user="ada", team="pay"))

    assert await newest(opened, ADA) == ["dec_1", "dec_3"]
    assert await newest(opened, replace(ADA, team="pay")) == ["dec_3"]
    assert await newest(opened, Oneself(key_id="key_1")) == ["dec_1", "dec_2", "dec_3"]
    assert await newest(opened, Oneself(key_id="key_2")) == []
    assert await newest(opened, Oneself(key_id="key_1", user="eve")) == []


async def test_refusals_corrections_embeddings_and_audits_are_no_requests(opened: Opened) -> None:
    await book(opened, 1, deployment=None, outcome=Outcome.REFUSED)
    await book(opened, 2, outcome=Outcome.CORRECTED)
    await book(opened, 3, kind=Kind.EMBEDDING)
    await book(opened, 4, who=AUDIT_CALLER)

    assert await newest(opened, ADA) == []
    assert await newest(opened, Oneself(key_id="x", user=AUDIT_CALLER.user)) == []


async def test_spend_is_summed_exactly_by_project_model_and_tier(opened: Opened) -> None:
    await book(opened, 1, cost_usd=Decimal("0.1"))
    await book(opened, 2, cost_usd=Decimal("0.2"), kind=Kind.EMBEDDING)
    await book(opened, 3, cost_usd=Decimal("-0.05"), outcome=Outcome.CORRECTED)
    await book(opened, 4, cost_usd=Decimal("0.000000001"), who=caller(project="boot"))
    await book(opened, 5, cost_usd=Decimal(7), who=caller(user="bob"))

    found = await opened.peer.own_traffic.spend(ADA, since=NOON)

    assert [(one.project, one.model, one.tier) for one in found] == [
        ("atlas", "small-model", "economy"),
        ("boot", "small-model", "economy"),
    ]
    assert [one.cost_usd for one in found] == [Decimal("0.25"), Decimal("0.000000001")]
    assert [(one.calls, one.input_tokens, one.output_tokens) for one in found] == [
        (2, 300, 60),
        (1, 100, 20),
    ]
    assert await opened.peer.own_traffic.spend(ADA, since=NOON + 9 * HOUR) == []


async def test_names_that_no_store_can_keep_are_found_again(opened: Opened) -> None:
    await book(opened, 1, who=caller(user="a\x00b\ud83d"))

    assert await newest(opened, Oneself(key_id="x", user="a\x00b\ud83d")) == ["dec_1"]
