"""What does a failure of SQLite mean to the person who must mend it?"""

import sqlite3
from pathlib import Path

from router.core.errors import ConfigurationError, LedgerUnavailable

__all__ = ["CLOSED", "is_busy", "misconfigured", "unavailable"]

CLOSED = "The ledger is closed: this service is shutting down. Send the request again."

_PRIMARY = 0xFF
_ADVICE = {
    sqlite3.SQLITE_BUSY: "another process holds its write lock. Stop it, or wait until it is done",
    sqlite3.SQLITE_LOCKED: "another connection holds its lock. Wait until it is done",
    sqlite3.SQLITE_FULL: "the disk is full. Free some space",
    sqlite3.SQLITE_READONLY: "it may not be written. Give this user write permission on the file "
    "and on its folder, or choose another file with TIERWISE_DATABASE",
    sqlite3.SQLITE_PERM: "this user may not open it. Give it permission on the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened. Give this user permission on the file and on "
    "its folder, or choose another file with TIERWISE_DATABASE",
    sqlite3.SQLITE_NOTADB: "it is not an SQLite database. Choose another file with "
    "TIERWISE_DATABASE, or move this one away",
    sqlite3.SQLITE_CORRUPT: "it is damaged. Restore it from a backup, or save what can be read "
    "with 'sqlite3 FILE .recover'",
    sqlite3.SQLITE_IOERR: "the disk reports an error. Check the disk and its file system",
}


def is_busy(error: sqlite3.Error) -> bool:
    """Another process writes at this moment: it is worth trying again."""
    return _code(error) == sqlite3.SQLITE_BUSY


def unavailable(error: sqlite3.Error, path: Path) -> LedgerUnavailable:
    """For failures while the service runs."""
    return LedgerUnavailable(_sentence(error, path))


def misconfigured(error: sqlite3.Error, path: Path) -> ConfigurationError:
    """For failures at start."""
    return ConfigurationError(_sentence(error, path))


def _sentence(error: sqlite3.Error, path: Path) -> str:
    advice = _ADVICE.get(_code(error), "SQLite refuses. Look the message up at sqlite.org/rescode")
    return f"{path}: {advice}. (SQLite: {error})"


def _code(error: sqlite3.Error) -> int:
    # Errors that Python's own layer raises, such as on a closed connection, carry no code.
    return int(getattr(error, "sqlite_errorcode", 0)) & _PRIMARY
