"""What holds for the directory in SQLite alone? All else is in tests/contracts."""

import sqlite3
from pathlib import Path

import pytest

from router.core.directory import Entry, EntryKind
from router.core.errors import LedgerUnavailable
from tests.adapters.storage.sqlite.opening import another_process, opened


async def test_it_outlives_the_process(tmp_path: Path) -> None:
    entry = Entry(kind=EntryKind.TEAM, id="search")
    stores = opened(tmp_path / "ledger.db")
    await stores.directory.change(lambda found: found.with_entries([entry]))
    version = await stores.directory.version()
    await stores.close()

    again = opened(tmp_path / "ledger.db")
    assert list(await again.directory.all()) == [entry]
    assert await again.directory.version() == version
    await again.close()


async def test_a_store_that_is_away_is_reported(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    with another_process(tmp_path / "ledger.db") as other:
        other.execute("DROP TABLE directory_entry")
    with pytest.raises(LedgerUnavailable, match="no such table: directory_entry"):
        await stores.directory.all()
    await stores.close()


async def test_half_a_parent_is_refused_whoever_writes_it(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    with (
        another_process(tmp_path / "ledger.db") as other,
        pytest.raises(sqlite3.IntegrityError, match="CHECK"),
    ):
        other.execute(
            "INSERT INTO directory_entry VALUES ('team', 't', '', 'department', NULL, NULL, NULL)"
        )
    await stores.close()
