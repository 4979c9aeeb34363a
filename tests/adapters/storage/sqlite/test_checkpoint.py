"""Does the write-ahead log reach the file, and stay small?"""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.checkpoint import Checkpointer
from router.adapters.storage.sqlite.connection import Database
from tests.adapters.storage.sqlite.opening import NEVER_S

ROWS = 100
ROW_BYTES = 4_000


def fill(connection: sqlite3.Connection) -> None:
    for number in range(ROWS):
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, zeroblob(?))", (number, ROW_BYTES)
        )


def is_moved(path: Path) -> bool:
    """Whether the database file itself has grown by what was filled in."""
    return path.stat().st_size > ROWS * ROW_BYTES


def test_moves_the_log_into_the_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    checkpointer = Checkpointer(database.connect, every_s=NEVER_S)
    fill(database.loop)
    assert not is_moved(database.path)
    checkpointer.checkpoint()
    assert is_moved(database.path)
    checkpointer.stop()
    database.close()


def test_does_so_by_itself(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    checkpointer = Checkpointer(database.connect, every_s=0.001)
    fill(database.loop)
    deadline_s = time.monotonic() + 30
    while not is_moved(database.path):
        assert time.monotonic() < deadline_s, "the thread did not move the log"
    checkpointer.stop()
    database.close()


def test_the_log_stays_small_under_unbroken_load(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    checkpointer = Checkpointer(database.connect, every_s=NEVER_S, limit_pages=50)
    for _ in range(20):
        fill(database.loop)
        checkpointer.checkpoint()
    log = database.path.with_name("ledger.db-wal")
    assert log.stat().st_size < 3 * ROWS * 2 * 4_200
    checkpointer.stop()
    database.close()


def test_a_reader_does_not_stop_it_and_a_failure_is_only_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(tmp_path / "ledger.db", busy_timeout_s=0)
    checkpointer = Checkpointer(database.connect, every_s=NEVER_S, limit_pages=1)
    with database.reading() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()
        fill(database.loop)
        checkpointer.checkpoint()
        reader.execute("COMMIT")
    database.loop.execute("BEGIN IMMEDIATE")
    checkpointer.checkpoint()
    database.loop.execute("ROLLBACK")
    checkpointer.checkpoint()
    assert is_moved(database.path)
    assert all(record.levelname == "WARNING" for record in caplog.records)
    checkpointer.stop()
    database.close()


def test_stopping_ends_the_thread(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    before = threading.active_count()
    checkpointer = Checkpointer(database.connect, every_s=NEVER_S)
    assert threading.active_count() == before + 1
    checkpointer.stop()
    assert threading.active_count() == before
    database.close()
