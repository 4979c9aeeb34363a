"""Tests of `router.services.follow_batches`."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from router.adapters.storage.memory import MemoryLedger
from router.core.key import LOCAL_KEY
from router.core.ledger import LedgerEntry, Outcome
from router.core.money import ZERO_USD
from router.core.usage import Usage
from tests.core.test_batch import line
from tests.depot import result
from tests.services.batching import Batches

LINES = line("a", max_tokens=10) + line("b", max_tokens=30)
DONE = result("a", prompt_tokens=100, completion_tokens=10) + result(
    "b", prompt_tokens=300, completion_tokens=30
)
COST_USD = Decimal("0.00028")
"""400 tokens at 0.5 USD a million and 40 at 2: what a batch costs."""


def booked(made: Batches) -> Decimal:
    return sum((one.cost_usd for one in made.service.ledger.booked), start=ZERO_USD)


async def rebook(made: Batches, entry: LedgerEntry) -> None:
    """As if this had been booked in the place of the only entry."""
    ledger = made.service.ledger
    (decision,) = ledger.records
    ledger.kept = MemoryLedger()
    ledger.booked.clear()
    await ledger.append(entry, decision)


async def test_what_ended_costs_exactly_what_it_used() -> None:
    made = Batches()
    batch_id = await made.create(LINES)
    made.depot.end(DONE)

    told = await made.run.show(batch_id, LOCAL_KEY)

    late = made.service.ledger.booked[-1]
    assert late.outcome is Outcome.CORRECTED
    assert late.usage == Usage(input_tokens=400, output_tokens=40, service_tier="batch")
    assert late.note == "the batch ended as completed with 2 answers"
    assert booked(made) == COST_USD
    output = await made.files.content(str(told["output_file_id"]), LOCAL_KEY)
    assert output.body == DONE
    assert await made.service.deposits.open() == []


async def test_it_is_settled_once_however_often_and_by_whomever() -> None:
    made = Batches()
    await made.create(LINES)
    made.depot.end(DONE)
    (batch,) = await made.service.deposits.open()
    first, second = made.run.follow, made.run.follow

    await asyncio.gather(first.look(batch), second.look(batch), first.round())
    await first.look(batch)  # as if it had been killed before it noted that

    assert booked(made) == COST_USD
    assert len(made.service.ledger.booked) == 2


@pytest.mark.parametrize("status", ["failed", "expired", "cancelled"])
async def test_what_did_not_complete_costs_what_was_done(status: str) -> None:
    made = Batches()
    await made.create(LINES)
    made.depot.end(result("a", prompt_tokens=100, completion_tokens=10), status=status)

    await made.run.follow.round()

    assert booked(made) == Decimal("0.00007")


async def test_without_results_it_costs_nothing() -> None:
    made = Batches()
    await made.create(LINES)
    made.depot.batches["batch_up"]["status"] = "failed"

    await made.run.follow.round()

    assert booked(made) == 0


async def test_a_batch_that_was_booked_as_lost_is_settled_as_exactly() -> None:
    made = Batches()
    await made.create(LINES)
    ledger = made.service.ledger
    await rebook(made, replace(ledger.only, outcome=Outcome.LOST))
    made.depot.end(DONE)

    await made.run.follow.round()

    assert booked(made) == COST_USD


async def test_without_a_price_nothing_is_guessed(caplog: pytest.LogCaptureFixture) -> None:
    made = Batches()
    await made.create(LINES)
    made.depot.end(DONE)
    ledger = made.service.ledger
    await rebook(made, replace(ledger.only, deployment="gone"))

    await made.run.follow.round()

    assert "no catalog has 'gone'" in caplog.text
    assert len(ledger.booked) == len(await made.service.deposits.open()) == 1


async def test_an_old_batch_is_asked_for_seldomer_but_never_forgotten() -> None:
    made = Batches()
    await made.create(LINES)
    follow, clock = made.run.follow, made.service.clock
    pauses, asked_at = [], clock.seconds
    await follow.round()
    while clock.seconds < 86_400:
        clock.advance(10)
        asked = len(made.depot.asked)
        await follow.round()
        if len(made.depot.asked) > asked:
            pauses.append(clock.seconds - asked_at)
            asked_at = clock.seconds

    assert (pauses[0], pauses[-1]) == (30, 600)
    assert pauses == sorted(pauses)
    assert len(pauses) < 250


async def test_an_answer_without_usage_is_estimated() -> None:
    made = Batches()
    await made.create(LINES)
    made.depot.end(result("a"))

    await made.run.follow.round()

    assert made.service.ledger.booked[-1].usage.is_estimated


async def test_what_is_under_way_stays_open() -> None:
    made = Batches()
    await made.create(LINES)

    await made.run.follow.round()

    assert len(await made.service.deposits.open()) == 1
    assert len(made.service.ledger.booked) == 1


async def test_who_cannot_be_asked_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    made = Batches()
    await made.create(LINES)
    made.depot.end(DONE)
    del made.depot.files["file-out"]
    await made.run.follow.round()
    assert "is not settled yet" in caplog.text

    made.depot.files["file-out"] = DONE
    await made.run.follow.round()

    assert booked(made) == COST_USD


async def test_where_nothing_can_be_booked_it_stays_open() -> None:
    made = Batches()
    await made.create(LINES)
    made.depot.end(DONE)
    made.service.ledger.is_broken = True
    await made.run.follow.round()
    assert len(await made.service.deposits.open()) == 1

    made.service.ledger.is_broken = False
    await made.run.follow.round()

    assert booked(made) == COST_USD
