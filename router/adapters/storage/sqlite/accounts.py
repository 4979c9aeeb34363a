"""How does SQLite count budgets and quotas anew from what is booked and held?

What was booked is summed up before the write lock is taken, and under it only what came since:
entries are never edited, so the sum of those until then stays right, and no request waits long.
"""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from router.adapters.storage.hold_rows import (
    claims_from_text,
    storable_claims,
    storable_openings,
)
from router.adapters.storage.sqlite.booked_use import booked_since, booked_until, last_seq
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.counters import Counters, slice_of
from router.core.hold import AccountState, Claim, Opening

__all__ = ["SqliteAccounts"]

_OPEN = """
    INSERT INTO account_slice (account, slice_us, spent, held) VALUES (?, ?, ?, 0)
    ON CONFLICT DO NOTHING
"""
_SET = """
    INSERT INTO account_slice (account, slice_us, spent, held) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET spent = ?3, held = ?4
"""
_HELD = "SELECT claims FROM hold"


class SqliteAccounts:
    """Implements `Accounts`, in worker threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._opening = asyncio.Lock()

    async def open(self, openings: Sequence[Opening]) -> None:
        """Make sure that these slices are counted: a new one begins with what the ledger says."""
        async with self._opening:  # who waited finds them counted, and need not count again
            await asyncio.to_thread(self._open, storable_openings(openings))

    async def recount(self, openings: Sequence[Opening]) -> Sequence[tuple[int, int]]:
        """Count slices anew from ledger and open holds; how much each had too many."""
        return await asyncio.to_thread(self._recount, storable_openings(openings))

    async def states(self, claims: Sequence[Claim]) -> Sequence[AccountState]:
        """How accounts stand, all at the same moment."""
        return await asyncio.to_thread(self._states, storable_claims(claims))

    def _open(self, openings: Sequence[Opening]) -> None:
        with self._database.reading() as connection:
            missing = [
                one
                for one in openings
                if slice_of(connection, one.account, slice_us=one.slice_us) is None
            ]
            if not missing:
                return
            seq = last_seq(connection)
            before = booked_until(connection, missing, seq=seq)
        with self._database.writing() as connection:
            since = booked_since(connection, missing, seq=seq)
            rows = zip(missing, before, since, strict=True)
            connection.executemany(_OPEN, ((o.account, o.slice_us, b + s) for o, b, s in rows))

    def _recount(self, openings: Sequence[Opening]) -> Sequence[tuple[int, int]]:
        with self._database.reading() as connection:
            seq = last_seq(connection)
            before = booked_until(connection, openings, seq=seq)
        with self._database.writing() as connection:
            since, held = booked_since(connection, openings, seq=seq), _held(connection)
            right = [
                (b + s, held.get((one.account, one.slice_us), 0))
                for one, b, s in zip(openings, before, since, strict=True)
            ]
            counted = [slice_of(connection, one.account, slice_us=one.slice_us) for one in openings]
            connection.executemany(
                _SET,
                (
                    (one.account, one.slice_us, *sums)
                    for one, sums in zip(openings, right, strict=True)
                ),
            )
        return [
            (found[0] - sums[0], found[1] - sums[1]) if found else (0, 0)
            for found, sums in zip(counted, right, strict=True)
        ]

    def _states(self, claims: Sequence[Claim]) -> Sequence[AccountState]:
        with self._database.reading() as connection:
            connection.execute("BEGIN")
            try:
                counters = Counters(connection)
                return [counters.state(claim) for claim in claims]
            finally:
                connection.execute("ROLLBACK")


def _held(connection: sqlite3.Connection) -> Mapping[tuple[str, int], int]:
    held: dict[tuple[str, int], int] = defaultdict(int)
    for (text,) in connection.execute(_HELD):
        for claim in claims_from_text(text):
            held[claim.account, claim.slice_us] += claim.amount
    return held
