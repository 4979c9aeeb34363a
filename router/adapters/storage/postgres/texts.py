"""How does PostgreSQL keep texts and comments, and how does it forget them?"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.evidence_rows import TextRow, text_from_row, text_to_row
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.text_days import forget_before, make_days
from router.adapters.storage.storable import storable
from router.core.kept_text import KeptText
from router.core.moments import to_micros

__all__ = ["PostgresTexts"]

_COLUMNS = ", ".join(TextRow._fields)
_KEEP = (
    f"INSERT INTO kept_text ({_COLUMNS}) SELECT %(id)s, %(at)s, %(messages)s, %(answer)s "  # noqa: S608
    "WHERE NOT EXISTS (SELECT 1 FROM kept_text WHERE decision_id = %(id)s) ON CONFLICT DO NOTHING"
)
_KEEP_COMMENT = (
    "INSERT INTO kept_comment (feedback_id, at_us, comment) SELECT %(id)s, %(at)s, %(comment)s "
    "WHERE NOT EXISTS (SELECT 1 FROM kept_comment WHERE feedback_id = %(id)s) "
    "ON CONFLICT DO NOTHING"
)
_COMMENTS = "SELECT feedback_id, comment FROM kept_comment WHERE feedback_id = ANY(%s)"
_BETWEEN = (
    f"SELECT {_COLUMNS} FROM kept_text "  # noqa: S608 - our own column names
    "WHERE at_us >= %s AND at_us < %s ORDER BY at_us, decision_id"
)
_OF = f"SELECT {_COLUMNS} FROM kept_text WHERE decision_id = ANY(%s)"  # noqa: S608


class PostgresTexts:
    """Implements `Texts` and `Comments`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, texts: Sequence[KeptText]) -> None:
        """Keep texts; of one decision the first stands."""
        # In one order for all writers, so that no two wait for each other.
        rows = sorted(map(text_to_row, texts), key=lambda row: row.decision_id)

        async def keep(connection: Asynchronous) -> None:
            await make_days(connection, "kept_text", moments_us=[row.at_us for row in rows])
            async with connection.cursor() as cursor:
                await cursor.executemany(_KEEP, [_named(row) for row in rows])

        await self._database.transact(keep, is_repeatable=True)

    async def keep_comment(self, feedback_id: str, comment: str, *, at: datetime) -> None:
        """Keep what was said in a feedback; the first comment stands."""
        at_us = to_micros(at)
        row = {"id": feedback_id, "at": at_us, "comment": storable(comment)}

        async def keep(connection: Asynchronous) -> None:
            await make_days(connection, "kept_comment", moments_us=[at_us])
            await connection.execute(_KEEP_COMMENT, row)

        await self._database.transact(keep, is_repeatable=True)

    async def comments(self, feedback_ids: Sequence[str]) -> Mapping[str, str]:
        """The comments that are kept, by feedback."""
        return dict(await self._read(_COMMENTS, list(feedback_ids)))

    async def between(self, since: datetime, until: datetime) -> Sequence[KeptText]:
        """The texts of the half-open interval [since, until), oldest first."""
        rows = await self._read(_BETWEEN, to_micros(since), to_micros(until))
        return [text_from_row(row) for row in rows]

    async def of(self, decision_ids: Sequence[str]) -> Mapping[str, KeptText]:
        """The texts of these decisions, by decision, as far as they are kept."""
        found = map(text_from_row, await self._read(_OF, list(decision_ids)))
        return {text.decision_id: text for text in found}

    async def purge(self, before: datetime) -> int:
        """Delete texts and comments older than `before`, past recovery; gives how many."""
        return await asyncio.to_thread(self._purge, to_micros(before))

    def _purge(self, before_us: int) -> int:
        with self._database.connect_sync() as connection:
            connection.autocommit = True  # a table cannot be written anew in a transaction
            return forget_before(connection, before_us)

    async def _read(self, query: str, *given: int | list[str]) -> list[Any]:
        async with self._database.reading() as connection:
            return await (await connection.execute(query, given)).fetchall()


def _named(row: TextRow) -> dict[str, str | int]:
    return {
        "id": row.decision_id,
        "at": row.at_us,
        "messages": row.messages,
        "answer": row.answer,
    }
