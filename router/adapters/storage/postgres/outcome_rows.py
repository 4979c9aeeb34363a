"""How does PostgreSQL keep judgements on answers?"""

from collections.abc import Sequence
from datetime import datetime

from router.adapters.storage.evidence_rows import (
    OutcomeRecordRow,
    outcome_from_row,
    outcome_to_row,
)
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.core.moments import to_micros
from router.core.outcome_row import OutcomeRow

__all__ = ["PostgresOutcomeRows"]

_COLUMNS = ", ".join(OutcomeRecordRow._fields)
# Two processes may derive the same rows in another order: they take turns, or each would wait
# for a row of the other.
_ALONE = "LOCK TABLE outcome_row IN SHARE ROW EXCLUSIVE MODE"
_ADD = (
    f"INSERT INTO outcome_row ({_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join(['%s'] * len(OutcomeRecordRow._fields))}) "
    "ON CONFLICT (decision_id, deployment, source) DO NOTHING"
)
_SINCE = f"SELECT {_COLUMNS} FROM outcome_row WHERE at_us >= %s ORDER BY seq"  # noqa: S608


class PostgresOutcomeRows:
    """Implements `OutcomeRows`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, rows: Sequence[OutcomeRow]) -> int:
        """Keep them all or none; gives how many were new."""
        if not rows:
            return 0

        async def add(connection: Asynchronous) -> int:
            async with connection.cursor() as cursor:
                await cursor.execute(_ALONE)
                await cursor.executemany(_ADD, [outcome_to_row(row) for row in rows])
                return cursor.rowcount

        return await self._database.transact(add, is_repeatable=True)

    async def since(self, moment: datetime) -> Sequence[OutcomeRow]:
        """All rows from `moment` on, in the order in which they were added."""
        async with self._database.reading() as connection:
            rows = await connection.execute(_SINCE, (to_micros(moment),))
            return [outcome_from_row(row) async for row in rows]
