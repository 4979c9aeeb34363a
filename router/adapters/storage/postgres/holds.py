"""How does PostgreSQL hold what requests under way may use, for all processes on it?"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
import psycopg
from psycopg import AsyncCursor

from router.adapters.storage.hold_rows import HoldRow, hold_to_row
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.counting import CountingHere
from router.adapters.storage.postgres.group_commit import GroupCommit
from router.adapters.storage.postgres.open_holds import OpenHolds, close_holds
from router.adapters.storage.rows import DecisionRow, decision_to_row
from router.core.errors import LedgerUnavailable
from router.core.hold import AccountState, Claim, Hold, Reservation, reserved
from router.core.ledger import DecisionRecord
from router.ports.clock import Clock

__all__ = ["PostgresHolds", "close_holds"]

_Row = tuple[bool, bool, list[int], list[int], list[int]]

_TAKE = "SELECT * FROM take_holds(%s::jsonb, %s::jsonb)"


class _Wanted(NamedTuple):
    """A hold that waits for its transaction."""

    claims: Sequence[Claim]
    row: HoldRow
    decision: DecisionRow


class PostgresHolds:
    """Implements `Holds`: holds of one turn of the loop share a transaction and a round trip."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._open = OpenHolds(database, clock=clock)
        self._counting = CountingHere(database)
        self._commits: GroupCommit[_Wanted, Reservation] = GroupCommit(self._write)

    async def hold(self, hold: Hold, decision: DecisionRecord) -> Reservation:
        """Reserve all claims in one step, or none; a granted hold is kept with its decision."""
        wanted = _Wanted(hold.claims, hold_to_row(hold), decision_to_row(decision))
        try:
            return await self._commits.add(wanted)
        except (asyncio.CancelledError, LedgerUnavailable):
            # It may be granted all the same, and nobody would settle it.
            self._open.give_up(hold.id)
            raise

    async def release(self, hold_id: str) -> None:
        """Forget a hold of which nothing was used; does nothing where it is settled."""
        await self._open.close([hold_id])

    async def beat(self, owner: str) -> None:
        """Say that a process lives."""
        await self._open.beat(owner)
        await self._open.close_unwanted()

    async def owners(self) -> Mapping[str, int]:
        """Every process that beats or has open holds, and how often it has beaten."""
        return await self._open.owners()

    async def of(self, owner: str) -> Sequence[Hold]:
        """The open holds of a process, oldest first."""
        return await self._open.of(owner)

    async def _write(self, batch: Sequence[_Wanted]) -> Sequence[Reservation | LedgerUnavailable]:
        """All in one transaction; if one cannot be kept, its half alone, and so on."""
        try:
            return await self._take(batch)
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            if len(batch) == 1:
                said = error.diag.message_primary or error
                return [LedgerUnavailable(f"{batch[0].row.id} cannot be held: {said}.")]
        middle = len(batch) // 2
        return [*await self._write_half(batch[:middle]), *await self._write_half(batch[middle:])]

    async def _write_half(
        self, batch: Sequence[_Wanted]
    ) -> Sequence[Reservation | LedgerUnavailable]:
        try:
            return await self._write(batch)
        except LedgerUnavailable as failure:  # the other half may be written already
            return [failure] * len(batch)

    async def _take(self, batch: Sequence[_Wanted]) -> Sequence[Reservation]:
        rows = msgspec.json.encode([wanted.row for wanted in batch]).decode()
        decisions = msgspec.json.encode([wanted.decision._asdict() for wanted in batch]).decode()

        async def work(connection: Asynchronous) -> AsyncCursor[_Row]:
            return await connection.execute(_TAKE, [rows, decisions])

        # What was kept is known: a hold that is taken twice is held once.
        cursor = await self._database.transact(work, at_once=True, is_repeatable=True)
        if found := await cursor.fetchall():
            pairs = zip(batch, found, strict=True)
            return [_reservation(wanted.claims, row) for wanted, row in pairs]
        await self._counting.begin()
        return await self._take(batch)


def _reservation(claims: Sequence[Claim], row: _Row) -> Reservation:
    is_known, _, *figures = row
    states = [
        AccountState(account=claim.account, unit=claim.unit, limit=most, spent=spent, held=held)
        for claim, most, spent, held in zip(claims, *figures, strict=True)
    ]
    if is_known:
        return Reservation(is_held=True, accounts=tuple(states))
    return reserved(claims, states)
