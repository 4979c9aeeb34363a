"""How does PostgreSQL keep the ledger?"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import psycopg

from router.adapters.storage.postgres.booking import Rows, book
from router.adapters.storage.postgres.columns import listed
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.failures import CLOSED
from router.adapters.storage.postgres.group_commit import GroupCommit
from router.adapters.storage.postgres.holds import close_holds
from router.adapters.storage.postgres.months import add_months, is_month_missing
from router.adapters.storage.postgres.rollups import spend_of
from router.adapters.storage.rows import (
    DecisionRow,
    EntryRow,
    decision_from_row,
    entry_from_row,
    rows_of,
)
from router.adapters.storage.storable import storable
from router.core.errors import AlreadyBooked, EntryRefused, LedgerUnavailable
from router.core.ledger import DecisionRecord, LedgerEntry, SpendBy, SpendRow
from router.core.moments import to_micros

__all__ = ["CloseHolds", "PostgresLedger"]

CloseHolds = Callable[[Asynchronous, Sequence[EntryRow]], Awaitable[None]]
"""Closes the holds that these entries settle, within the transaction that books them."""

_Outcome = LedgerUnavailable | None

_DECISION = f"SELECT {listed(DecisionRow._fields)} FROM decision WHERE id = %s"  # noqa: S608
_ENTRIES = (
    f"SELECT {listed(EntryRow._fields)} FROM ledger_entry "  # noqa: S608 - our own column names
    "WHERE decision_id = %s ORDER BY at_us, seq"
)


class PostgresLedger:
    """Implements `Ledger`. Appends of one turn of the loop share a transaction and a round trip."""

    def __init__(self, database: Database, *, close_holds: CloseHolds = close_holds) -> None:
        self._database = database
        self._close_holds = close_holds
        self._commits: GroupCommit[Rows, None] = GroupCommit(self._write)
        self._is_closed = False

    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book a request. A decision that is recorded already stays as it was."""
        if self._is_closed:
            raise LedgerUnavailable(CLOSED)
        await self._commits.add(rows_of(entry, decision))

    async def decision(self, decision_id: str) -> DecisionRecord | None:
        """The decision with this id."""
        rows = await self._read(_DECISION, (storable(decision_id),))
        return decision_from_row(rows[0]) if rows else None

    async def entries(self, decision_id: str) -> Sequence[LedgerEntry]:
        """All entries of one decision, oldest first."""
        rows = await self._read(_ENTRIES, (storable(decision_id),))
        return [entry_from_row(row) for row in rows]

    async def spend(self, by: SpendBy, *, since: datetime, until: datetime) -> Sequence[SpendRow]:
        """Spend in the half-open interval [since, until) by group, dearest first."""
        bounds = {"since_us": to_micros(since), "until_us": to_micros(until)}
        async with self._database.reading() as connection:
            return await spend_of(connection, by, **bounds)

    async def close(self) -> None:
        """Write what is pending and close; a second call does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._commits.drain()
        await self._database.close()

    async def _read(self, query: str, parameters: Sequence[str | int]) -> list[Any]:
        async with self._database.reading() as connection:
            return await (await connection.execute(query, parameters)).fetchall()

    async def _write(
        self, batch: Sequence[Rows], *, is_in_doubt: bool = False
    ) -> Sequence[_Outcome]:
        """All in one transaction; if one is refused, its half alone, and so on.

        `is_in_doubt` says that it may have been committed before, and nobody heard of it.
        """
        tries = 0

        async def write(connection: Asynchronous) -> None:
            nonlocal tries
            tries += 1
            await book(connection, batch)
            await self._close_holds(connection, [entry for entry, _ in batch])

        try:
            # An id is booked once: what is written twice is refused the second time.
            await self._database.transact(write, at_once=True, is_repeatable=True)
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            return await self._write_apart(batch, error, is_in_doubt=is_in_doubt or tries > 1)
        return [None] * len(batch)

    async def _write_apart(
        self, batch: Sequence[Rows], error: psycopg.Error, *, is_in_doubt: bool
    ) -> Sequence[_Outcome]:
        if is_month_missing(error):
            await add_months(self._database, [entry.at_us for entry, _ in batch])
            return await self._write(batch, is_in_doubt=is_in_doubt)
        if len(batch) == 1:
            return [await self._refusal(batch[0][0], error, may_be_ours=is_in_doubt)]
        middle = len(batch) // 2
        return [
            *await self._write_half(batch[:middle], is_in_doubt=is_in_doubt),
            *await self._write_half(batch[middle:], is_in_doubt=is_in_doubt),
        ]

    async def _write_half(self, batch: Sequence[Rows], *, is_in_doubt: bool) -> Sequence[_Outcome]:
        try:
            return await self._write(batch, is_in_doubt=is_in_doubt)
        except LedgerUnavailable as failure:  # the other half may be written already
            return [failure] * len(batch)

    async def _refusal(
        self, entry: EntryRow, error: psycopg.Error, *, may_be_ours: bool
    ) -> _Outcome:
        if error.diag.constraint_name != "ledger_entry_id_pkey":
            said = error.diag.message_primary or error
            return EntryRefused(f"Entry {entry.id} cannot be booked: {said}.")
        # After a commit in doubt, the entry that stands there may be this one.
        if may_be_ours and entry in await self._read(_ENTRIES, (entry.decision_id,)):
            return None
        return AlreadyBooked(f"Entry {entry.id} is booked already: an id is booked once.")
