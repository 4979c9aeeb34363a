"""How does SQLite keep judgements on answers?"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.evidence_rows import (
    OutcomeRecordRow,
    outcome_from_row,
    outcome_to_row,
)
from router.adapters.storage.sqlite.connection import Database
from router.core.moments import to_micros
from router.core.outcome_row import OutcomeRow

__all__ = ["SqliteOutcomeRows"]

_COLUMNS = ", ".join(OutcomeRecordRow._fields)
_ADD = (
    f"INSERT INTO outcome_row ({_COLUMNS}) "  # noqa: S608 - our own column names
    f"SELECT {', '.join(f'?{n + 1}' for n in range(len(OutcomeRecordRow._fields)))} "
    "WHERE NOT EXISTS (SELECT 1 FROM outcome_row "
    "WHERE decision_id = ?1 AND deployment = ?3 AND source = ?4)"
)
_SINCE = f"SELECT {_COLUMNS} FROM outcome_row WHERE at_us >= ? ORDER BY seq"  # noqa: S608


class SqliteOutcomeRows:
    """Implements `OutcomeRows`, in worker threads: no request waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, rows: Sequence[OutcomeRow]) -> int:
        """Keep them all or none; gives how many were new."""
        if not rows:
            return 0
        return await asyncio.to_thread(self._add, [outcome_to_row(row) for row in rows])

    async def since(self, moment: datetime) -> Sequence[OutcomeRow]:
        """All rows from `moment` on, in the order in which they were added."""
        rows = await asyncio.to_thread(self._read, to_micros(moment))
        return [outcome_from_row(row) for row in rows]

    def _add(self, rows: Sequence[OutcomeRecordRow]) -> int:
        with self._database.writing() as connection:
            return sum(connection.execute(_ADD, row).rowcount for row in rows)

    def _read(self, since_us: int) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(_SINCE, (since_us,)).fetchall()
