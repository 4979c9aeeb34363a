"""How does PostgreSQL count budgets and quotas, and count them anew?"""

from collections.abc import Sequence
from typing import Any

import msgspec

from router.adapters.storage.hold_rows import storable_claims, storable_openings
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.counting import CountingHere
from router.core.hold import AccountState, Claim, Opening
from router.core.scope import Scope

__all__ = ["PostgresAccounts", "keep_openings", "slices_of"]

_MISSING = """
    SELECT count(*) FROM jsonb_array_elements(%s::jsonb) AS w WHERE NOT EXISTS (
        SELECT FROM account_opening AS o JOIN account_slice AS s USING (account, slice_us)
        WHERE o.account = w->>0 AND o.slice_us = (w->>1)::bigint)
"""
_KEEP = """
    INSERT INTO account_opening (account, slice_us, until_us, unit, scope)
    SELECT w->>0, (w->>1)::bigint, (w->>2)::bigint, w->>3, w->4
    FROM jsonb_array_elements(%s::jsonb) AS w ORDER BY 1, 2
    ON CONFLICT (account, slice_us) DO NOTHING
"""
_OPEN = "SELECT open_slices(%s::jsonb)"
_RECOUNT = "SELECT * FROM recount_slices(%s::jsonb)"
_STATES = """
    SELECT counting.is_in_redis, s.most, s.spent, s.held
    FROM counting, jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS t(claim, place),
        account_stands(claim) AS s
    ORDER BY place
"""


class PostgresAccounts:
    """Implements `Accounts`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counting = CountingHere(database)

    async def open(self, openings: Sequence[Opening]) -> None:
        """Make sure that these slices are counted: a new one begins with what the ledger says."""
        wanted = storable_openings(openings)
        slices = slices_of(wanted)
        if not wanted or await self._rows(_MISSING, slices) == [(0,)]:
            return
        await keep_openings(self._database, wanted)
        if await self._rows(_OPEN, slices) == [(False,)]:
            await self._counting.begin()  # which opens all

    async def recount(self, openings: Sequence[Opening]) -> Sequence[tuple[int, int]]:
        """Count slices anew from ledger and open holds; spent and held were off by so much."""
        wanted = storable_openings(openings)
        if not wanted:
            return []
        await keep_openings(self._database, wanted)
        rows = await self._rows(_RECOUNT, slices_of(wanted))
        if not rows:
            await self._counting.begin()
            rows = await self._rows(_RECOUNT, slices_of(wanted))
        return [(spent, held) for spent, held in rows]

    async def states(self, claims: Sequence[Claim]) -> Sequence[AccountState]:
        """How accounts stand; the amounts of the claims do not matter."""
        if not claims:
            return []
        wanted = msgspec.json.encode(storable_claims(claims)).decode()
        rows = await self._rows(_STATES, wanted)
        if any(is_in_redis for is_in_redis, *_ in rows):
            await self._counting.begin()
            rows = await self._rows(_STATES, wanted)
        return [
            AccountState(account=claim.account, unit=claim.unit, limit=most, spent=spent, held=held)
            for claim, (_, most, spent, held) in zip(claims, rows, strict=True)
        ]

    async def _rows(self, query: str, wanted: str) -> list[Any]:
        async def work(connection: Asynchronous) -> list[Any]:
            return await (await connection.execute(query, [wanted])).fetchall()

        return await self._database.transact(work, is_repeatable=True)


async def keep_openings(database: Database, openings: Sequence[Opening]) -> None:
    """Remember what of the ledger belongs to these slices, and sum up what is booked by now."""

    async def work(connection: Asynchronous) -> None:
        await connection.execute(_KEEP, [_rows_of(openings)])

    async def ahead(connection: Asynchronous) -> None:
        await connection.execute("SELECT count_ahead(%s::jsonb)", [slices_of(openings)])

    await database.transact(work, at_once=True, is_repeatable=True)
    await database.transact(ahead, is_repeatable=True)


def slices_of(openings: Sequence[Opening]) -> str:
    """JSON: accounts and beginnings."""
    return msgspec.json.encode([(o.account, o.slice_us) for o in openings]).decode()


def _rows_of(openings: Sequence[Opening]) -> str:
    return msgspec.json.encode(
        [(o.account, o.slice_us, o.until_us, o.unit.value, _wanted(o.scope)) for o in openings]
    ).decode()


def _wanted(scope: Scope) -> dict[str, str]:
    """What the columns must say; a tag as it stands in a JSON list."""
    return {
        name: msgspec.json.encode(value).decode() if name == "tag" else value
        for name, value in scope.names
    }
