"""Is the file private, and is each reason why it cannot be used named?"""

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.connection import Database, Synchronous
from router.core.errors import ConfigurationError, LedgerUnavailable
from tests.adapters.storage.sqlite.opening import another_process

NOBODY = 65_534


@pytest.fixture
def unprivileged(tmp_path: Path) -> Iterator[Path]:
    """A folder of a user who is not root: file permissions mean nothing to root."""
    if os.geteuid() != 0:
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp())
    os.chown(folder, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_makes_folder_and_file_for_the_owner_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / "a" / "b" / "ledger.db")
    database.loop.execute("INSERT INTO meta VALUES ('x', x'00')")
    files = sorted((tmp_path / "a" / "b").iterdir())
    assert [file.name for file in files] == ["ledger.db", "ledger.db-shm", "ledger.db-wal"]
    assert {mode(file) for file in files} == {0o600}
    database.close()


def test_the_writer_keeps_the_ends_of_many_indexes_in_memory_and_readers_as_little_as_usual(
    tmp_path: Path,
) -> None:
    with closing(Database(tmp_path / "ledger.db")) as database, database.reading() as reader:
        (writers,), (readers,) = (
            connection.execute("PRAGMA cache_size").fetchone()
            for connection in (database.loop, reader)
        )
    assert (writers, readers) == (-12_000, -2_000)


def test_closing_leaves_one_file_that_holds_everything(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    database.loop.execute("INSERT INTO meta VALUES ('x', x'00')")
    with database.reading() as reader:
        reader.execute("SELECT 1")
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]
    again = Database(tmp_path / "ledger.db")
    assert again.loop.execute("SELECT value FROM meta WHERE name = 'x'").fetchone() == (b"\0",)
    again.close()


@pytest.mark.parametrize(("synchronous", "level"), [(Synchronous.NORMAL, 1), (Synchronous.FULL, 2)])
def test_durability_is_as_asked_for(tmp_path: Path, synchronous: Synchronous, level: int) -> None:
    database = Database(tmp_path / "ledger.db", synchronous=synchronous)
    assert database.loop.execute("PRAGMA synchronous").fetchone() == (level,)
    assert database.loop.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


def test_a_file_that_may_not_be_written_is_named_with_what_to_do(unprivileged: Path) -> None:
    path = unprivileged / "ledger.db"
    Database(path).close()
    path.chmod(0o400)
    with pytest.raises(
        ConfigurationError, match=r"ledger\.db: it may not be written\. .*TIERWISE_DATABASE"
    ):
        Database(path)


def test_a_folder_that_may_not_be_written_is_named_with_what_to_do(unprivileged: Path) -> None:
    folder = unprivileged / "kept"
    folder.mkdir()
    Database(folder / "ledger.db").close()
    folder.chmod(0o500)
    with pytest.raises(ConfigurationError, match=r"ledger\.db: .*permission on the file and"):
        Database(folder / "ledger.db")
    with pytest.raises(ConfigurationError, match=r"new\.db: it cannot be made .Permission denied"):
        Database(folder / "new.db")
    folder.chmod(0o700)


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"it cannot be opened\."):
        Database(tmp_path)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("remember the milk\n" * 100)
    with pytest.raises(ConfigurationError, match=r"notes\.txt: it is not an SQLite database"):
        Database(path)
    assert path.read_text() == "remember the milk\n" * 100


def test_a_damaged_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Database(path).close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"damaged. Restore it from a backup"):
        Database(path)


def test_a_ledger_that_another_process_has_locked_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Database(path).close()
    with another_process(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ConfigurationError, match="another process holds its write lock"):
            Database(path, busy_timeout_s=0.01)


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    with (
        pytest.raises(LedgerUnavailable, match="may not be written"),
        database.reading() as connection,
    ):
        connection.execute("INSERT INTO meta VALUES ('x', x'00')")
    database.close()


def test_readers_are_used_again_and_never_by_two_at_once(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    with database.reading() as first, database.reading() as second:
        assert first is not second
        both = {first, second}
    with database.reading() as third:
        assert third in both
    database.close()


def test_a_reader_that_outlives_the_database_is_closed(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    with database.reading() as reader:
        database.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        reader.execute("SELECT 1")


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")

    def write_half() -> None:
        with database.writing() as connection:
            connection.execute("INSERT INTO meta VALUES ('x', x'00')")
            connection.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(LedgerUnavailable, match="no such table"):
        write_half()
    with closing(database.connect()) as connection:
        assert connection.execute("SELECT COUNT(*) FROM meta").fetchone() == (0,)
    database.close()


def test_a_closed_database_says_why_not(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    database.close()
    for use in (database.reading, database.writing):
        with pytest.raises(LedgerUnavailable, match="shutting down"), use():
            pass
