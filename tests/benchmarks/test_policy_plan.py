"""Does a generated history replay, and do plans over it reconcile with its ledger?"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.policy_plan.make_history import make
from benchmarks.policy_plan.run import SINCE, UNTIL, rulebooks
from benchmarks.policy_plan.traffic import DAYS, START, Traffic
from classifier.scale import HERE, LocalProcesses, Workers
from router.adapters.files.rulebook_json import rulebook_from_text
from router.adapters.storage.sqlite.history import SqliteHistory, SqlitePastRulebooks
from router.core.moments import to_micros
from router.services.plan_policy import PlanPolicy
from router.services.replay_decisions import ReplayDecisions

HALF = START + timedelta(days=DAYS / 2)
"""From here on the shipped default decides."""


@pytest.mark.parametrize(
    ("rows", "workers"),
    [(600, HERE), pytest.param(20_000, LocalProcesses(2), marks=pytest.mark.slow)],
    ids=["600", "20000"],
)
async def test_a_history_replays_and_its_plans_reconcile_with_the_ledger(
    tmp_path: Path, rows: int, workers: Workers
) -> None:
    ledger = tmp_path / "ledger.db"
    await make(ledger, rows=rows)
    history = SqliteHistory(ledger)
    past = SqlitePastRulebooks(ledger, from_texts=rulebook_from_text)
    plan = PlanPolicy(history=history)
    default, edited, _ = rulebooks()

    again = ReplayDecisions(history=history, past=past).all(SINCE, UNTIL, workers=workers)
    assert again.is_proven
    assert again.identical + again.audits == rows

    same = plan(old=default, new=default, since=HALF, until=UNTIL, workers=workers)
    sums = same.whole.sums
    assert (sums.changed, same.comparison.as_decided) == (0, sums.requests)
    assert sums.old_nanos + same.comparison.audit_nanos == spent_nanos(ledger)

    other = plan(old=default, new=edited, since=HALF, until=UNTIL, workers=workers)
    assert 0 < other.whole.sums.changed < sums.requests
    assert other.comparison.booked_nanos == spent_nanos(ledger)
    assert other.whole.sums.old_nanos == sums.old_nanos


def spent_nanos(ledger: Path) -> int:
    """As SQLite adds it up."""
    query = "SELECT SUM(cost_nano_usd) FROM ledger_entry WHERE at_us >= ?"
    with closing(sqlite3.connect(ledger)) as connection:
        (spent,) = connection.execute(query, (to_micros(HALF),)).fetchone()
    assert isinstance(spent, int)
    return spent


def test_the_same_seed_gives_the_same_requests() -> None:
    book = rulebooks()[0]
    first, second, other = (list(Traffic([book], 50, seed)) for seed in (1, 1, 2))
    assert first == second != other
