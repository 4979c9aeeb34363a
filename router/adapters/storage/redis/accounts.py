"""How are budgets and quotas counted in Redis, and counted anew from PostgreSQL?"""

from collections.abc import Sequence
from typing import Any

from router.adapters.storage.hold_rows import storable_claims, storable_openings
from router.adapters.storage.postgres.accounts import keep_openings, slices_of
from router.adapters.storage.postgres.connection import Asynchronous
from router.adapters.storage.redis.amounts import from_parts, parts
from router.adapters.storage.redis.booked import settled_among
from router.adapters.storage.redis.counting import CountingInRedis
from router.adapters.storage.redis.script import Lost
from router.adapters.storage.redis.stances import claims_for_redis, states_from_redis
from router.core.hold import AccountState, Claim, Opening

__all__ = ["RedisAccounts"]

_SPENT = """
    SELECT o.account, o.slice_us, o.booked + use_booked(o, NULL)
    FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS w(pair, place)
    JOIN account_opening AS o ON o.account = pair->>0 AND o.slice_us = (pair->>1)::bigint
    ORDER BY place
"""


class RedisAccounts:
    """Implements `Accounts`."""

    def __init__(self, counting: CountingInRedis) -> None:
        self._counting = counting

    async def open(self, openings: Sequence[Opening]) -> None:
        """Make sure that these slices are counted: a new one begins with what the ledger says."""
        wanted = storable_openings(openings)
        if not wanted:
            return
        _, opened = await self._counting.ask("opened", [(o.account, o.slice_us) for o in wanted])
        missing = [one for one, is_open in zip(wanted, opened, strict=True) if not is_open]
        if not missing:
            return
        # PostgreSQL first: whoever makes the counters anew from now on opens these, too.
        await keep_openings(self._counting.database, missing)
        async with self._counting.database.reading() as connection:
            spent = await _spent(connection, missing)
        await self._counting.ask("open", spent)

    async def recount(self, openings: Sequence[Opening]) -> Sequence[tuple[int, int]]:
        """Count slices anew from ledger and open holds; spent and held were off by so much.

        Nothing is booked meanwhile, and what is booked already and has not arrived in Redis is
        settled there first. Only Redis knows of holds that it granted at this moment.
        """
        wanted = storable_openings(openings)
        if not wanted:
            return []
        await keep_openings(self._counting.database, wanted)
        try:
            return await self._recount(wanted)
        except Lost:  # found out while nobody could book; makes them anew, and then
            return await self._recount(wanted)

    async def states(self, claims: Sequence[Claim]) -> Sequence[AccountState]:
        """How accounts stand; the amounts of the claims do not matter."""
        if not claims:
            return []
        wanted = storable_claims(claims)
        _, figures = await self._counting.ask("stand", claims_for_redis(wanted))
        return states_from_redis(wanted, figures)

    async def _recount(self, wanted: Sequence[Opening]) -> Sequence[tuple[int, int]]:
        generation, _ = await self._counting.ask("granted")

        async def work(connection: Asynchronous) -> Any:
            await connection.execute("SELECT stop_counting()")
            spent = await _spent(connection, wanted)
            holds = await self._counting.ask_in(generation, "holds")
            booked = await settled_among(connection, [name for name, _ in holds])
            settled = [settlement.for_redis for settlement in booked.values()]
            return await self._counting.ask_in(generation, "recount", given=(settled, spent))

        answers = await self._counting.database.transact(work)
        return [(from_parts(*off[0:2]), from_parts(*off[2:4])) for off in answers]


async def _spent(
    connection: Asynchronous, openings: Sequence[Opening]
) -> list[tuple[str, int, int, int]]:
    rows = await (await connection.execute(_SPENT, [slices_of(openings)])).fetchall()
    return [(account, slice_us, *parts(spent)) for account, slice_us, spent in rows]
