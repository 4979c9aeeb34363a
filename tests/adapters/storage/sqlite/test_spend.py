"""How does SQLite find spend, and when can it not? All else is in tests/contracts."""

from pathlib import Path

import pytest

from router.adapters.storage.sqlite import spend
from router.core.errors import LedgerUnavailable
from tests.adapters.storage.sqlite.opening import another_process, opened


async def test_neither_question_reads_the_whole_ledger(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    with another_process(tmp_path / "ledger.db") as other:
        before = str(other.execute(f"EXPLAIN QUERY PLAN {spend._BEFORE}", (0,)).fetchall())
        since = str(other.execute(f"EXPLAIN QUERY PLAN {spend._SINCE}", (0, 9)).fetchall())
    await stores.close()

    assert "COVERING INDEX ledger_entry_by_time (at_us>?)" in before
    assert "USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in since


async def test_a_closed_file_says_that_it_cannot_be_read(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.close()

    with pytest.raises(LedgerUnavailable):
        await stores.spend.since(0, most=10)
