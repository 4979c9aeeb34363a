"""What is peculiar to tallies in SQLite? The rest is in tests/contracts."""

from datetime import timedelta
from pathlib import Path

from router.adapters.storage.sqlite.tallies import UNDER
from router.core.rollout.limit import Metric
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.factories import NOON, decision_record, ledger_entry


async def test_requests_are_found_by_their_time_and_judged_by_index(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    with another_process(tmp_path / "ledger.db") as other:
        plan = str(other.execute(f"EXPLAIN QUERY PLAN {UNDER}", (0, 1, "", "", 1, "[]")).fetchall())

    for index in ("ledger_entry_by_time", "sqlite_autoindex_decision_1", "feedback_by_decision"):
        assert index in plan
    assert "SCAN d" not in plan
    await stores.close()


async def test_great_amounts_do_not_overflow(tmp_path: Path) -> None:
    """Squares of nano-USD would: ten thousand dollars are 10^13 of them."""
    stores = opened(tmp_path / "ledger.db")
    for number in range(3):
        entry = ledger_entry(id=f"led_{number}", decision_id=f"dec_{number}", cost_usd="10000")
        await stores.ledger.append(entry, decision_record(id=f"dec_{number}"))

    tally = await stores.tallies.under("pol-1", since=NOON, until=NOON + timedelta(hours=1))

    assert (tally.of(Metric.COST).y, tally.of(Metric.COST).yy) == (30_000, 3e8)
    await stores.close()
