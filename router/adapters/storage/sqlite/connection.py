"""How is the SQLite file opened, and which connections does the service hold on it?"""

import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from router.adapters.storage.sqlite.failures import CLOSED, misconfigured, unavailable
from router.adapters.storage.sqlite.migrations import bring_up_to_date
from router.core.errors import ConfigurationError, LedgerUnavailable

__all__ = ["Database", "Synchronous"]

_CACHE_KB = 12_000
"""Ends of the indexes by key and by user: with SQLite's own 2 MB, a request among a million entries
of a thousand keys takes a third longer than among a thousand. It is used only as far as needed."""


class Synchronous(StrEnum):
    """What a booked entry outlives."""

    NORMAL = "NORMAL"
    """A crash of the process, also by kill -9."""
    FULL = "FULL"
    """A power failure too; each flush, and the event loop with it, then waits for the disk."""


class Database:
    """One file in WAL mode, so that readers never wait for the writer nor the writer for them.

    `loop` belongs to the event loop and never waits for a lock. `reading` and `writing` may
    wait: they are for worker threads and for rare writes.
    """

    def __init__(
        self,
        path: Path,
        *,
        synchronous: Synchronous = Synchronous.NORMAL,
        busy_timeout_s: float = 5.0,
    ) -> None:
        """Open the file, or make it.

        Raises:
            ConfigurationError: it cannot be opened, read, written, or is not a ledger.
        """
        self.path = path.absolute()
        self.busy_timeout_s = busy_timeout_s
        self._synchronous = synchronous
        self._idle: deque[sqlite3.Connection] = deque()
        self._is_closed = False
        _make_private(self.path)
        try:
            self.loop = self._prepared()
        except sqlite3.Error as error:
            raise misconfigured(error, self.path) from error

    def connect(self) -> sqlite3.Connection:
        """A new connection, in autocommit mode: transactions are begun and ended by name."""
        connection = sqlite3.connect(
            self.path,
            timeout=self.busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
            # A checkpoint waits for the disk: the checkpointer's thread does it.
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for reports, to be used in a worker thread.

        Raises:
            LedgerUnavailable: the file cannot be read.
        """
        self._refuse_closed()
        try:
            connection = self._idle.pop() if self._idle else self._reader()
            try:
                yield connection
            finally:
                self._put_back(connection)
        except sqlite3.Error as error:
            raise unavailable(error, self.path) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction of its own; waits for the lock, so it is for rare writes.

        Raises:
            LedgerUnavailable: the file cannot be written.
        """
        self._refuse_closed()
        try:
            connection = self.connect()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()  # rolls back what was not committed
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise unavailable(error, self.path) from error

    def close(self) -> None:
        """Close all connections; the last one folds the write-ahead log into the file."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()
        self.loop.close()

    def _prepared(self) -> sqlite3.Connection:
        """A connection to the newest schema, patient until now and impatient from now on."""
        connection = self.connect()
        try:
            bring_up_to_date(connection, path=self.path)
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        except (sqlite3.Error, ConfigurationError):
            connection.close()
            raise
        return connection

    def _reader(self) -> sqlite3.Connection:
        connection = self.connect()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def _put_back(self, connection: sqlite3.Connection) -> None:
        if self._is_closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _refuse_closed(self) -> None:
        if self._is_closed:
            raise LedgerUnavailable(CLOSED)


def _make_private(path: Path) -> None:
    """Make the file for its owner alone; SQLite gives its companions the same rights.

    One that exists is left to SQLite: closing any other descriptor of it would drop the locks
    that connections of this process hold.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise ConfigurationError(
            f"{path}: it cannot be made ({error.strerror}). Give this user permission on the "
            "folder, or choose another file with TIERWISE_DATABASE."
        ) from error
