"""How does SQLite keep feedback?"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.evidence_rows import FeedbackRow, feedback_from_row, feedback_to_row
from router.adapters.storage.sqlite.connection import Database
from router.core.feedback import Feedback
from router.core.moments import to_micros

__all__ = ["SqliteFeedback"]

_COLUMNS = ", ".join(FeedbackRow._fields)
_ADD = (
    f"INSERT INTO feedback ({_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join('?' * len(FeedbackRow._fields))})"
)
_KNOWN = f"SELECT {_COLUMNS} FROM feedback WHERE key_id = ? AND idempotency_key = ?"  # noqa: S608
_OF = f"SELECT {_COLUMNS} FROM feedback WHERE decision_id = ? ORDER BY seq"  # noqa: S608
_SINCE = f"SELECT {_COLUMNS} FROM feedback WHERE at_us >= ? ORDER BY seq"  # noqa: S608


class SqliteFeedback:
    """Implements `FeedbackStore`, in worker threads: no request waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, feedback: Feedback) -> Feedback:
        """Keep it; gives what its key said first under the same idempotency key, if it did."""
        row = await asyncio.to_thread(self._add, feedback_to_row(feedback))
        return feedback_from_row(row)

    async def of(self, decision_id: str) -> Sequence[Feedback]:
        """All feedback on one decision, in the order of arrival."""
        rows = await asyncio.to_thread(self._read, _OF, decision_id)
        return [feedback_from_row(row) for row in rows]

    async def since(self, moment: datetime) -> Sequence[Feedback]:
        """All feedback from `moment` on, in the order of arrival."""
        rows = await asyncio.to_thread(self._read, _SINCE, to_micros(moment))
        return [feedback_from_row(row) for row in rows]

    def _add(self, row: FeedbackRow) -> Sequence[Any]:
        """Look and write in one transaction: two that arrive at once are one."""
        with self._database.writing() as connection:
            if row.idempotency_key is not None:
                found = connection.execute(_KNOWN, (row.key_id, row.idempotency_key)).fetchone()
                if found is not None:
                    known: Sequence[Any] = found
                    return known
            connection.execute(_ADD, row)
        return row

    def _read(self, query: str, parameter: str | int) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(query, (parameter,)).fetchall()
