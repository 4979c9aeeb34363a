"""Who moves what was written from the write-ahead log into the database file?"""

import logging
import sqlite3
from collections.abc import Callable
from threading import Event, Thread

__all__ = ["Checkpointer"]

_log = logging.getLogger(__name__)


class Checkpointer:
    """A thread with its own connection, since a checkpoint waits for the disk.

    PASSIVE never holds up the event loop. Under unbroken load it never quite finishes, so
    beyond `limit_pages` RESTART follows: it locks writers out for the few pages that are left,
    and the ledger's flush tries again a moment later.
    """

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        *,
        every_s: float = 1.0,
        limit_pages: int = 8_192,
    ) -> None:
        self._connection = connect()
        self._every_s = every_s
        self._limit_pages = limit_pages
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="ledger-checkpoint", daemon=True)
        self._thread.start()

    def checkpoint(self) -> None:
        """Move what can be moved now."""
        try:
            _, pages, _ = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            if pages > self._limit_pages:
                self._connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        except sqlite3.Error as error:
            # Nothing is lost: the log keeps what was written, and the next round tries again.
            _log.warning("The ledger's checkpoint failed and will be tried again: %s", error)

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
            self.checkpoint()
