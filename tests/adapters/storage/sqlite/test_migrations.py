"""Which files are opened, made or refused?"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.migrations import APPLICATION_ID, MIGRATIONS
from router.core.errors import ConfigurationError
from tests.adapters.storage.sqlite.opening import another_process


def test_a_new_file_is_marked_as_ours_with_its_version(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    assert database.loop.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert database.loop.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    database.close()


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Database(path).close()
    with another_process(path) as other:
        other.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(
        ConfigurationError, match=r"has version 2, this Tierwise knows 1\. Install the Tierwise"
    ):
        Database(path)
    with another_process(path) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)


@pytest.mark.parametrize(
    "mark",
    ["CREATE TABLE songs (id)", "PRAGMA application_id = 7", "PRAGMA user_version = 3"],
)
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "songs.db"
    with another_process(path) as other:
        other.execute(mark)
        other.execute("VACUUM")
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match="belongs to another program"):
        Database(path)
    assert path.read_bytes() == before


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    def open_and_count(_: int) -> int:
        database = Database(tmp_path / "ledger.db", busy_timeout_s=60)
        (tables,) = database.loop.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
        database.close()
        return int(tables)

    with ThreadPoolExecutor(8) as pool:
        counts = set(pool.map(open_and_count, range(32)))
    assert len(counts) == 1


def test_a_schema_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with another_process(path) as other:
        other.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        other.execute("CREATE TABLE rulebook_text (in_the_way)")
    with pytest.raises(ConfigurationError, match="rulebook_text already exists"):
        Database(path)
    with another_process(path) as other:
        tables = other.execute("SELECT name FROM sqlite_schema").fetchall()
    assert tables == [("rulebook_text",)]


def test_sqlite_here_knows_strict_tables() -> None:
    assert sqlite3.sqlite_version_info >= (3, 37, 0)
