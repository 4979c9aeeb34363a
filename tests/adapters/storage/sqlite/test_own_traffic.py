"""What is peculiar to one's own traffic in SQLite? The rest is in tests/contracts."""

from pathlib import Path

import pytest

from router.adapters.storage.own_rows import OwnQueries, whose
from router.adapters.storage.sqlite.connection import Database
from router.core.coaching.own_request import Oneself

BY_USER = "ledger_entry_by_user (user=? AND at_us>?)"
BY_KEY = "ledger_entry_by_key (key_id=? AND at_us>?)"


@pytest.mark.parametrize(
    ("oneself", "index"),
    [
        (Oneself(key_id="k", user="ada"), BY_USER),
        (Oneself(key_id="k", user="ada", team="search"), BY_USER),
        (Oneself(key_id="k"), BY_KEY),
    ],
)
def test_an_index_finds_ones_own_entries(tmp_path: Path, oneself: Oneself, index: str) -> None:
    database, ask = Database(tmp_path / "ledger.db"), OwnQueries("?")
    for query, given in ((ask.newest(oneself), (1, 9)), (ask.spend(oneself), (1,))):
        plan = database.loop.execute(f"EXPLAIN QUERY PLAN {query}", (*whose(oneself), *given))
        lines = [row[3] for row in plan]
        assert any(index in line for line in lines), lines
        assert not any("SCAN" in line for line in lines), lines
    database.close()
