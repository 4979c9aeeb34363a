"""How does PostgreSQL add up what requests cost, how many failed, and what was said of them?"""

from collections.abc import Sequence
from datetime import datetime

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.tally_rows import Dialect, tally_from_row, tally_query
from router.core.moments import to_micros
from router.core.rollout.tally import Tally
from router.core.traffic import AUDIT_CALLER

__all__ = ["BESIDE", "UNDER", "PostgresTallies"]

_POSTGRES = Dialect(
    place="%s",
    is_among="{} = ANY(%s)",
    truth="({})::int",
    total="COALESCE(SUM(({})::float8), 0)",
    # PostgreSQL can hold no NUL, so its JSON functions refuse a text that speaks of one.
    lot=r"replace(d.facts, '\u0000', '\ufffd')::json ->> 'lot'",
)
UNDER, BESIDE = (tally_query(_POSTGRES, equals=equals) for equals in ("=", "<>"))


class PostgresTallies:
    """Implements `Tallies`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def under(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests under a version."""
        return await self._read(UNDER, bounds=(version, since, until), teams=teams)

    async def beside(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests under any other version."""
        return await self._read(BESIDE, bounds=(version, since, until), teams=teams)

    async def _read(
        self, query: str, *, bounds: tuple[str, datetime, datetime], teams: Sequence[str]
    ) -> Tally:
        version, since, until = bounds
        given = (
            *(to_micros(since), to_micros(until), AUDIT_CALLER.key_id, version),
            *(not teams, list(teams)),
        )
        async with self._database.reading() as connection:
            (row,) = await (await connection.execute(query, given)).fetchall()
            return tally_from_row(row)
