"""How does SQLite keep the ledger?"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.rows import decision_from_row, entry_from_row
from router.adapters.storage.sqlite.booking import Booking
from router.adapters.storage.sqlite.books import DECISION_COLUMNS, ENTRY_COLUMNS
from router.adapters.storage.sqlite.checkpoint import Checkpointer
from router.adapters.storage.sqlite.rollups import spend_of
from router.adapters.storage.sqlite.writer import Writer
from router.core.ledger import DecisionRecord, LedgerEntry, SpendBy, SpendRow
from router.core.moments import to_micros

__all__ = ["SqliteLedger"]

_DECISION = f"SELECT {DECISION_COLUMNS} FROM decision WHERE id = ?"  # noqa: S608 - our own names
_ENTRIES = (
    f"SELECT {ENTRY_COLUMNS} FROM ledger_entry "  # noqa: S608
    "WHERE decision_id = ? ORDER BY at_us, seq"
)


class SqliteLedger:
    """Implements `Ledger`. Writes share transactions on the event loop, reads have threads.

    There is no writer thread: in benchmarks/ledger_append.py it gains nothing reliable at 16 at
    once, and on a quiet machine halves the rate of single appends: each pays two hand-overs.
    """

    def __init__(self, writer: Writer, *, checkpointer: Checkpointer) -> None:
        self._writer = writer
        self._database = writer.database
        self._checkpointer = checkpointer
        self._is_closed = False

    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book a request, and close its hold. A recorded decision stays as it was."""
        await self._writer.write(Booking(entry, decision))

    async def decision(self, decision_id: str) -> DecisionRecord | None:
        """The decision with this id."""
        rows = await asyncio.to_thread(self._read, _DECISION, (decision_id,))
        return decision_from_row(rows[0]) if rows else None

    async def entries(self, decision_id: str) -> Sequence[LedgerEntry]:
        """All entries of one decision, oldest first."""
        rows = await asyncio.to_thread(self._read, _ENTRIES, (decision_id,))
        return [entry_from_row(row) for row in rows]

    async def spend(self, by: SpendBy, *, since: datetime, until: datetime) -> Sequence[SpendRow]:
        """Spend in the half-open interval [since, until) by group, dearest first."""
        return await asyncio.to_thread(self._spend, by, since=since, until=until)

    async def close(self) -> None:
        """Write what is pending and close; a second call does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._writer.close()
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._checkpointer.stop()
        self._database.close()

    def _spend(self, by: SpendBy, *, since: datetime, until: datetime) -> Sequence[SpendRow]:
        bounds = {"since_us": to_micros(since), "until_us": to_micros(until)}
        with self._database.reading() as connection:
            return spend_of(connection, by, **bounds)

    def _read(self, query: str, parameters: tuple[str, ...]) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(query, parameters).fetchall()
