"""Does each failure say what to do?"""

import sqlite3
from pathlib import Path

import pytest

from router.adapters.storage.sqlite.failures import is_busy, misconfigured, unavailable
from router.core.errors import ConfigurationError, LedgerUnavailable

FILE = Path("/data/ledger.db")


def failure(code: int, text: str = "as SQLite says") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (sqlite3.SQLITE_BUSY, "another process holds its write lock. Stop it, or wait"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "another process holds its write lock. Stop it, or wait"),
        (sqlite3.SQLITE_FULL, "the disk is full. Free some space"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "it may not be written. Give this user write"),
        (sqlite3.SQLITE_CANTOPEN, "it cannot be opened. Give this user permission"),
        (sqlite3.SQLITE_NOTADB, "it is not an SQLite database. Choose another file"),
        (sqlite3.SQLITE_CORRUPT, "it is damaged. Restore it from a backup"),
        (sqlite3.SQLITE_IOERR_FSYNC, "the disk reports an error. Check the disk"),
        (sqlite3.SQLITE_ERROR, "SQLite refuses."),
    ],
)
def test_names_the_file_the_cause_and_what_to_do(code: int, advice: str) -> None:
    for translate, kind in ((unavailable, LedgerUnavailable), (misconfigured, ConfigurationError)):
        error = translate(failure(code), FILE)
        assert type(error) is kind
        assert error.message.startswith(f"/data/ledger.db: {advice}")
        assert error.message.endswith("(SQLite: as SQLite says)")


def test_only_another_writer_is_worth_another_try() -> None:
    assert is_busy(failure(sqlite3.SQLITE_BUSY))
    assert not is_busy(failure(sqlite3.SQLITE_FULL))
    assert not is_busy(sqlite3.ProgrammingError("Cannot operate on a closed database."))
