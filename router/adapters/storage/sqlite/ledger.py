"""How does SQLite keep the ledger?"""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.moments import to_micros
from router.adapters.storage.rows import (
    DecisionRow,
    EntryRow,
    decision_from_row,
    entry_from_row,
    rows_of,
)
from router.adapters.storage.sqlite.checkpoint import Checkpointer
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.failures import CLOSED, is_busy, unavailable
from router.adapters.storage.sqlite.group_commit import GroupCommit, WriterBusy
from router.core.caller import UNASSIGNED
from router.core.errors import LedgerUnavailable
from router.core.ledger import DecisionRecord, LedgerEntry, SpendBy, SpendRow
from router.core.money import from_nanos

__all__ = ["SqliteLedger"]

_Rows = tuple[EntryRow, DecisionRow]

_ENTRY_COLUMNS = ", ".join(EntryRow._fields)
_DECISION_COLUMNS = ", ".join(DecisionRow._fields)
_ADD_ENTRY = (
    f"INSERT INTO ledger_entry ({_ENTRY_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join('?' * len(EntryRow._fields))})"
)
_ADD_DECISION = (
    f"INSERT INTO decision ({_DECISION_COLUMNS}) "  # noqa: S608
    f"SELECT {', '.join(f'?{n + 1}' for n in range(len(DecisionRow._fields)))} "
    "WHERE NOT EXISTS (SELECT 1 FROM decision WHERE id = ?1)"
)
_DECISION = f"SELECT {_DECISION_COLUMNS} FROM decision WHERE id = ?"  # noqa: S608
_ENTRIES = (
    f"SELECT {_ENTRY_COLUMNS} FROM ledger_entry "  # noqa: S608
    "WHERE decision_id = ? ORDER BY at_us, seq"
)
_SPEND = """
    SELECT COALESCE({column}, ?) AS name, COUNT(DISTINCT decision_id),
           SUM(input_tokens), SUM(output_tokens), SUM(cost_nano_usd) AS cost
    FROM ledger_entry WHERE at_us >= ? AND at_us < ?
    GROUP BY name ORDER BY cost DESC, name
"""
_SPEND_COLUMN = {by: "key_id" if by is SpendBy.KEY else by.value for by in SpendBy}


class SqliteLedger:
    """Implements `Ledger`. Writes share transactions on the event loop, reads have threads.

    There is no writer thread: in benchmarks/ledger_append.py it gains nothing reliable at 16 at
    once, and on a quiet machine halves the rate of single appends: each pays two hand-overs.
    """

    def __init__(self, database: Database, *, checkpointer: Checkpointer) -> None:
        self._database = database
        self._checkpointer = checkpointer
        self._commits = GroupCommit(self._write, patience_s=database.busy_timeout_s)
        self._is_closed = False

    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book a request. A decision that is recorded already stays as it was."""
        if self._is_closed:
            raise LedgerUnavailable(CLOSED)
        await self._commits.add(rows_of(entry, decision))

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
        query = _SPEND.format(column=_SPEND_COLUMN[by])
        bounds = (UNASSIGNED, to_micros(since), to_micros(until))
        rows = await asyncio.to_thread(self._read, query, bounds)
        return [
            SpendRow(
                group=group,
                requests=requests,
                input_tokens=input_tokens,
                output_tokens=output_tokens,
                cost_usd=from_nanos(nanos),
            )
            for group, requests, input_tokens, output_tokens, nanos in rows
        ]

    async def close(self) -> None:
        """Write what is pending and close; a second call does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._commits.drain()
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._checkpointer.stop()
        self._database.close()

    def _read(self, query: str, parameters: tuple[str | int, ...]) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(query, parameters).fetchall()

    def _write(self, batch: Sequence[_Rows]) -> Sequence[LedgerUnavailable | None]:
        """All in one transaction; if one of them is refused, each in its own."""
        try:
            self._commit(batch)
        except (sqlite3.IntegrityError, OverflowError):
            return [self._write_alone(rows) for rows in batch]
        return [None] * len(batch)

    def _write_alone(self, rows: _Rows) -> LedgerUnavailable | None:
        try:
            self._commit([rows])
        except (sqlite3.IntegrityError, OverflowError) as error:
            return LedgerUnavailable(f"Entry {rows[0].id} cannot be booked: {error}.")
        except LedgerUnavailable as error:
            return error
        return None

    def _commit(self, batch: Sequence[_Rows]) -> None:
        connection = self._database.loop
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_ADD_DECISION, [decision for _, decision in batch])
            connection.executemany(_ADD_ENTRY, [entry for entry, _ in batch])
            connection.execute("COMMIT")
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            failure = unavailable(error, self._database.path)
            raise (WriterBusy(failure.message) if is_busy(error) else failure) from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
