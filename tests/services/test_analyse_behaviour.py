"""Tests of `router.services.analyse_behaviour`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from classifier.labels import Complexity
from classifier.scale import LocalProcesses
from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.memory import MemoryLedger
from router.adapters.storage.memory_evidence import MemoryFeedback
from router.adapters.storage.memory_history import MemoryHistory
from router.adapters.storage.sqlite import open_sqlite
from router.core.behaviour.asked import BehaviourBy
from router.core.errors import InvalidRequest
from router.core.feedback import Feedback, Verdict
from router.core.tier import Tier
from router.ports.feedback import FeedbackStore
from router.ports.history import History
from router.ports.ledger import Ledger
from router.services.analyse_behaviour import AnalyseBehaviour
from tests.factories import NOON, assessment, caller, catalog, decision_record, facts, ledger_entry
from tests.fakes import FixedClock

MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)


async def plant(ledger: Ledger, feedback: FeedbackStore) -> None:
    """Six people of one team, each with trivial work on premium; one answer each was judged."""
    for number in range(24):
        id_, at = f"dec_{number:02}", MIDNIGHT - timedelta(hours=number + 1)
        who = caller(team="search", user=f"user-{number % 6}")
        said = assessment(complexity=Complexity.TRIVIAL)
        record = replace(
            decision_record(id=id_, on=facts(who=who, at=at, said=said)),
            tier=Tier.PREMIUM,
            deployment="large",
        )
        entry = ledger_entry(id=f"led_{number}", decision_id=id_, at=at, who=who, cost_usd="0.5")
        await ledger.append(entry, record)
        if number < 6:
            verdict = Verdict.ACCEPTED if number else Verdict.REJECTED
            await feedback.add(
                Feedback(id=f"fb_{number}", decision_id=id_, at=NOON, key_id="k", verdict=verdict)
            )


def analyse(history: History, feedback: FeedbackStore, *, piece: int = 5) -> AnalyseBehaviour:
    return AnalyseBehaviour(
        history=history, feedback=feedback, catalog=catalog, clock=FixedClock(), piece=piece
    )


async def planted() -> AnalyseBehaviour:
    ledger, feedback = MemoryLedger(), MemoryFeedback()
    await plant(ledger, feedback)
    return analyse(MemoryHistory(ledger.booked), feedback)


async def test_whole_days_are_read_piece_by_piece() -> None:
    steps: list[int] = []
    report = await (await planted())(
        BehaviourBy.TEAM, days=7, begin=steps.append, advance=steps.append
    )

    assert (report.since, report.until) == (MIDNIGHT - timedelta(days=7), MIDNIGHT)
    (row,) = report.rows
    assert (row.group, row.people, row.requests) == ("search", 6, 24)
    assert row.spent_usd == Decimal(12)
    assert row.accepted is not None
    assert (row.accepted.judged, row.accepted.accepted) == (6, 5)
    assert steps == [5, 1, 1, 1, 1, 1]


async def test_what_was_booked_today_does_not_count_yet() -> None:
    ledger = MemoryLedger()
    await ledger.append(ledger_entry(at=NOON), decision_record())

    report = await analyse(MemoryHistory(ledger.booked), MemoryFeedback())(BehaviourBy.TEAM, days=7)

    assert report.rows == ()
    assert not report.is_hidden


@pytest.mark.parametrize("days", [0, 1, 6, 367])
async def test_so_few_or_many_days_are_not_looked_at(days: int) -> None:
    with pytest.raises(InvalidRequest, match="over 7 to 366 days"):
        await (await planted())(BehaviourBy.TEAM, days=days)


async def test_a_team_is_looked_at_alone() -> None:
    report = await (await planted())(BehaviourBy.TASK, days=30, team="pay")
    assert report.rows == ()


async def test_worker_processes_read_a_database_and_find_the_same(tmp_path: Path) -> None:
    stores = open_sqlite(
        tmp_path / "books.db",
        clock=FixedClock(),
        to_text=rulebook_to_text,
        from_text=rulebook_from_text,
    )
    await plant(stores.ledger, stores.feedback)
    look = analyse(stores.history, stores.feedback)

    here = await look(BehaviourBy.TASK, days=30)
    there = await look(BehaviourBy.TASK, days=30, workers=LocalProcesses(2))
    await stores.close()

    assert here.rows
    assert here == there
