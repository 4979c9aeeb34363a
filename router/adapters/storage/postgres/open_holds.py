"""Which requests are under way, and which processes live, as PostgreSQL knows?"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from psycopg import AsyncCursor

from router.adapters.storage.hold_rows import HoldRow, hold_from_row
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.old_slices import forget_old_slices
from router.adapters.storage.rows import EntryRow
from router.adapters.storage.storable import storable
from router.core.hold import Hold
from router.core.ledger import Outcome
from router.core.moments import to_micros
from router.ports.clock import Clock

__all__ = ["OpenHolds", "close_holds", "use_of"]

_CLOSE = "SELECT close_holds(%s::jsonb)"
_OF = """
    SELECT id, decision_id, owner, at_us, claims::text, entry
    FROM hold WHERE owner = %s ORDER BY at_us, id
"""
_BEAT = """
    INSERT INTO owner_beat AS known (owner, beats, at_us) VALUES (%s, 1, %s)
    ON CONFLICT (owner) DO UPDATE SET beats = known.beats + 1, at_us = excluded.at_us
"""
_FORGET = """
    DELETE FROM owner_beat
    WHERE at_us < %s AND NOT EXISTS (SELECT FROM hold WHERE hold.owner = owner_beat.owner)
"""
_OWNERS = """
    SELECT owner, beats FROM owner_beat
    UNION ALL
    SELECT DISTINCT owner, 0 FROM hold
    WHERE NOT EXISTS (SELECT FROM owner_beat WHERE owner_beat.owner = hold.owner)
"""
_SILENT_US = 24 * 3_600_000_000
_PRUNE_EVERY_S = 3_600.0
_IN_DOUBT_S = 60.0
_UNCOUNTED = (Outcome.REFUSED.value, Outcome.CORRECTED.value)


class OpenHolds:
    """What `Holds` says of requests under way, whoever counts the accounts."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self.database = database
        self._clock = clock
        self._pruned_s = clock.monotonic_s()
        self._unwanted: dict[str, float] = {}

    async def close(self, hold_ids: Iterable[str]) -> Sequence[str]:
        """Forget holds of which nothing was used; those that were there."""
        unused = msgspec.json.encode([(hold_id, 0, 0, 0) for hold_id in sorted(hold_ids)]).decode()

        async def work(connection: Asynchronous) -> AsyncCursor[tuple[str]]:
            return await connection.execute(_CLOSE, [unused])

        cursor = await self.database.transact(work, at_once=True, is_repeatable=True)
        return [name for (name,) in await cursor.fetchall()]

    def give_up(self, hold_id: str) -> None:
        """Nobody waits for this hold any more; it may be kept, or be kept in a moment."""
        self._unwanted[hold_id] = self._clock.monotonic_s()

    async def close_unwanted(self) -> Sequence[str]:
        """Close what was given up, for as long as a transaction may still bring it."""
        if not self._unwanted:
            return ()
        tried_s = self._clock.monotonic_s()
        closed = await self.close(self._unwanted)
        for hold_id, since_s in list(self._unwanted.items()):
            if tried_s - since_s > _IN_DOUBT_S:
                del self._unwanted[hold_id]
        return closed

    async def beat(self, owner: str) -> None:
        """Say that a process lives; those that were silent for a day are forgotten."""
        now_us = to_micros(self._clock.now())

        async def work(connection: Asynchronous) -> None:
            await connection.execute(_BEAT, [storable(owner), now_us])
            await connection.execute(_FORGET, [now_us - _SILENT_US])

        await self.database.transact(work, at_once=True, is_repeatable=True)
        if self._clock.monotonic_s() - self._pruned_s > _PRUNE_EVERY_S:
            self._pruned_s = self._clock.monotonic_s()
            await forget_old_slices(self.database, now_us=now_us)

    async def owners(self) -> Mapping[str, int]:
        """Every process that beats or has open holds, and how often it has beaten."""
        async with self.database.reading() as connection:
            return dict(await (await connection.execute(_OWNERS)).fetchall())

    async def of(self, owner: str) -> Sequence[Hold]:
        """The open holds of a process, oldest first."""
        async with self.database.reading() as connection:
            rows = await (await connection.execute(_OF, [storable(owner)])).fetchall()
        return [hold_from_row(HoldRow._make(row)) for row in rows]


async def close_holds(connection: Asynchronous, entries: Sequence[EntryRow]) -> None:
    """Close the holds that these entries settle, within the transaction that books them."""
    used = [(entry.id, *use_of(entry)) for entry in sorted(entries, key=_id)]
    await connection.execute(_CLOSE, [msgspec.json.encode(used).decode()])


def use_of(entry: EntryRow) -> tuple[int, int, int]:
    """Nano-USD, tokens and requests that an entry uses: `used` of the core, for its row."""
    if entry.outcome in _UNCOUNTED:
        return entry.cost_nano_usd, 0, 0
    return entry.cost_nano_usd, entry.input_tokens + entry.output_tokens, 1


def _id(entry: EntryRow) -> str:
    return entry.id
