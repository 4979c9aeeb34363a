"""How does SQLite hold what requests under way may use, for all processes on one file?"""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from router.adapters.storage.hold_rows import hold_from_row, hold_to_row, storable_claims
from router.adapters.storage.sqlite.books import HOLD_COLUMNS, Books
from router.adapters.storage.sqlite.writer import Turn, Writer
from router.adapters.storage.storable import storable
from router.core.errors import LedgerUnavailable
from router.core.hold import Hold, Reservation, reserved
from router.core.ledger import DecisionRecord
from router.core.moments import to_micros
from router.ports.clock import Clock

__all__ = ["SqliteHolds"]

_OF = f"SELECT {HOLD_COLUMNS} FROM hold WHERE owner = ? ORDER BY at_us, id"  # noqa: S608
_BEAT = """
    INSERT INTO owner_beat (owner, beats, at_us) VALUES (?1, 1, ?2)
    ON CONFLICT DO UPDATE SET beats = beats + 1, at_us = ?2
"""
_FORGET = """
    DELETE FROM owner_beat
    WHERE at_us < ? AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.owner = owner_beat.owner)
"""
_OWNERS = """
    SELECT owner, beats FROM owner_beat
    UNION ALL
    SELECT DISTINCT owner, 0 FROM hold WHERE owner NOT IN (SELECT owner FROM owner_beat)
"""
_SILENT_US = 24 * 3_600_000_000


class SqliteHolds:
    """Implements `Holds`: look and hold are one transaction under the write lock."""

    def __init__(self, writer: Writer, *, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock

    async def hold(self, hold: Hold, decision: DecisionRecord) -> Reservation:
        """Reserve all claims in one step, or none; a granted hold is kept with its decision."""
        return await self._writer.write(_Holding(hold, decision))

    async def release(self, hold_id: str) -> None:
        """Forget a hold of which nothing was used; does nothing where it is settled."""
        await self._writer.write(_Release(hold_id))

    async def beat(self, owner: str) -> None:
        """Say that a process lives; those that were silent for a day are forgotten."""
        await self._writer.write(_Beat(storable(owner), to_micros(self._clock.now())))

    async def owners(self) -> Mapping[str, int]:
        """Every process that beats or has open holds, and how often it has beaten."""
        return dict(await asyncio.to_thread(self._read, _OWNERS))

    async def of(self, owner: str) -> Sequence[Hold]:
        """The open holds of a process, oldest first."""
        rows = await asyncio.to_thread(self._read, _OF, storable(owner))
        return [hold_from_row(row) for row in rows]

    def _read(self, query: str, *parameters: str) -> list[Any]:
        with self._writer.database.reading() as connection:
            return connection.execute(query, parameters).fetchall()


class _Holding:
    """Work of the writer: one hold."""

    turn = Turn.HOLD

    def __init__(self, hold: Hold, decision: DecisionRecord) -> None:
        self._claims = storable_claims(hold.claims)
        self._row = hold_to_row(hold)
        self._decision = decision

    def write(self, books: Books) -> Reservation:
        counters = books.counters
        found = [counters.state(claim) for claim in self._claims]
        if found and books.is_held(self._row.id):
            return Reservation(is_held=True, accounts=tuple(found))
        result = reserved(self._claims, found)
        if result.is_held:
            books.hold(self._row, self._decision)
            for claim in self._claims:
                counters.move(claim, held=claim.amount)
            counters.prune(self._claims)
        return result

    def refusal(self, connection: sqlite3.Connection, error: Exception) -> LedgerUnavailable:
        return LedgerUnavailable(f"{self._row.id} cannot be held: {error}.")


@dataclass(frozen=True, slots=True)
class _Release:
    """Work of the writer: one hold less."""

    hold_id: str
    turn: Turn = Turn.RELEASE

    def write(self, books: Books) -> None:
        books.release(self.hold_id)

    def refusal(self, connection: sqlite3.Connection, error: Exception) -> LedgerUnavailable:
        return LedgerUnavailable(f"{self.hold_id} cannot be released: {error}.")


@dataclass(frozen=True, slots=True)
class _Beat:
    """Work of the writer: a sign of life."""

    owner: str
    at_us: int
    turn: Turn = Turn.RELEASE

    def write(self, books: Books) -> None:
        books.connection.execute(_BEAT, (self.owner, self.at_us))
        books.connection.execute(_FORGET, (self.at_us - _SILENT_US,))

    def refusal(self, connection: sqlite3.Connection, error: Exception) -> LedgerUnavailable:
        return LedgerUnavailable(f"{self.owner} cannot beat: {error}.")
