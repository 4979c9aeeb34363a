"""How does SQLite keep texts and comments, and how does it forget them?"""

import asyncio
import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.evidence_rows import TextRow, text_from_row, text_to_row
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.failures import unavailable
from router.adapters.storage.storable import storable
from router.core.kept_text import KeptText
from router.core.moments import to_micros

__all__ = ["SqliteTexts"]

_COLUMNS = ", ".join(TextRow._fields)
_KEEP = f"INSERT INTO kept_text ({_COLUMNS}) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"  # noqa: S608
_KEEP_COMMENT = "INSERT INTO kept_comment VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_COMMENTS = (
    "SELECT feedback_id, comment FROM kept_comment "
    "WHERE feedback_id IN (SELECT value FROM json_each(?))"
)
_BETWEEN = (
    f"SELECT {_COLUMNS} FROM kept_text "  # noqa: S608 - our own column names
    "WHERE at_us >= ? AND at_us < ? ORDER BY at_us, decision_id"
)
_OF = (
    f"SELECT {_COLUMNS} FROM kept_text "  # noqa: S608 - our own column names
    "WHERE decision_id IN (SELECT value FROM json_each(?))"
)
_PURGE = ("DELETE FROM kept_text WHERE at_us < ?", "DELETE FROM kept_comment WHERE at_us < ?")


class SqliteTexts:
    """Implements `Texts` and `Comments`, in worker threads: no request waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, texts: Sequence[KeptText]) -> None:
        """Keep texts; of one decision the first stands."""
        await asyncio.to_thread(self._write, _KEEP, [text_to_row(text) for text in texts])

    async def keep_comment(self, feedback_id: str, comment: str, *, at: datetime) -> None:
        """Keep what was said in a feedback; the first comment stands."""
        row = (feedback_id, to_micros(at), storable(comment))
        await asyncio.to_thread(self._write, _KEEP_COMMENT, [row])

    async def comments(self, feedback_ids: Sequence[str]) -> Mapping[str, str]:
        """The comments that are kept, by feedback."""
        wanted = json.dumps(list(feedback_ids))
        return dict(await asyncio.to_thread(self._read, _COMMENTS, (wanted,)))

    async def between(self, since: datetime, until: datetime) -> Sequence[KeptText]:
        """The texts of the half-open interval [since, until), oldest first."""
        bounds = (to_micros(since), to_micros(until))
        return [text_from_row(row) for row in await asyncio.to_thread(self._read, _BETWEEN, bounds)]

    async def of(self, decision_ids: Sequence[str]) -> Mapping[str, KeptText]:
        """The texts of these decisions, by decision, as far as they are kept."""
        wanted = (json.dumps(list(decision_ids)),)
        found = map(text_from_row, await asyncio.to_thread(self._read, _OF, wanted))
        return {text.decision_id: text for text in found}

    async def purge(self, before: datetime) -> int:
        """Delete texts and comments older than `before`, past recovery; gives how many."""
        return await asyncio.to_thread(self._purge, to_micros(before))

    def _write(self, statement: str, rows: Sequence[Sequence[str | int]]) -> None:
        with self._database.writing() as connection:
            connection.executemany(statement, rows)

    def _read(self, query: str, parameters: tuple[str | int, ...]) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(query, parameters).fetchall()

    def _purge(self, before_us: int) -> int:
        """Overwrite what is deleted, and empty the write-ahead log, which holds it as well."""
        with self._database.writing() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            deleted = sum(connection.execute(query, (before_us,)).rowcount for query in _PURGE)
        if deleted:
            self._empty_log()
        return deleted

    def _empty_log(self) -> None:
        """Where a reader holds the log, it is emptied by a later purge or at the next stop."""
        try:
            connection = self._database.connect()
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise unavailable(error, self._database.path) from error
