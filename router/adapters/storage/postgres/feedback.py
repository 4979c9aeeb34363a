"""How does PostgreSQL keep feedback?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.evidence_rows import FeedbackRow, feedback_from_row, feedback_to_row
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.storable import storable
from router.core.feedback import Feedback
from router.core.moments import to_micros

__all__ = ["PostgresFeedback"]

_COLUMNS = ", ".join(FeedbackRow._fields)
# Two that arrive at once are one: the second waits for the first and then finds it.
_ADD = (
    f"INSERT INTO feedback ({_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join(['%s'] * len(FeedbackRow._fields))}) "
    "ON CONFLICT (key_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING"
)
_KNOWN = f"SELECT {_COLUMNS} FROM feedback WHERE key_id = %s AND idempotency_key = %s"  # noqa: S608
_OF = f"SELECT {_COLUMNS} FROM feedback WHERE decision_id = %s ORDER BY seq"  # noqa: S608
_SINCE = f"SELECT {_COLUMNS} FROM feedback WHERE at_us >= %s ORDER BY seq"  # noqa: S608


class PostgresFeedback:
    """Implements `FeedbackStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, feedback: Feedback) -> Feedback:
        """Keep it; gives what its key said first under the same idempotency key, if it did."""
        asked = feedback_to_row(feedback)

        async def add(connection: Asynchronous) -> Sequence[Any]:
            if (await connection.execute(_ADD, asked)).rowcount:
                return asked
            known = await connection.execute(_KNOWN, (asked.key_id, asked.idempotency_key))
            (row,) = await known.fetchall()
            return row

        return feedback_from_row(await self._database.transact(add))

    async def of(self, decision_id: str) -> Sequence[Feedback]:
        """All feedback on one decision, in the order of arrival."""
        return await self._read(_OF, storable(decision_id))

    async def since(self, moment: datetime) -> Sequence[Feedback]:
        """All feedback from `moment` on, in the order of arrival."""
        return await self._read(_SINCE, to_micros(moment))

    async def _read(self, query: str, parameter: str | int) -> list[Feedback]:
        async with self._database.reading() as connection:
            rows = await connection.execute(query, (parameter,))
            return [feedback_from_row(row) async for row in rows]
