"""How does SQLite add up what requests cost, how many failed, and what was said of them?"""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime

from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.tally_rows import Dialect, tally_from_row, tally_query
from router.core.moments import to_micros
from router.core.rollout.tally import Tally
from router.core.traffic import AUDIT_CALLER

__all__ = ["BESIDE", "UNDER", "SqliteTallies"]


_SQLITE = Dialect(
    place="?",
    is_among="{} IN (SELECT value FROM json_each(?))",
    truth="{}",
    total="TOTAL({})",
    lot="json_extract(d.facts, '$.lot')",
)
UNDER, BESIDE = (tally_query(_SQLITE, equals=equals) for equals in ("=", "<>"))


class SqliteTallies:
    """Implements `Tallies`, in worker threads: no request waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def under(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests under a version."""
        bounds = (version, since, until)
        return await asyncio.to_thread(self._read, UNDER, bounds=bounds, teams=teams)

    async def beside(
        self, version: str, *, since: datetime, until: datetime, teams: Sequence[str] = ()
    ) -> Tally:
        """The requests under any other version."""
        bounds = (version, since, until)
        return await asyncio.to_thread(self._read, BESIDE, bounds=bounds, teams=teams)

    def _read(
        self, query: str, *, bounds: tuple[str, datetime, datetime], teams: Sequence[str]
    ) -> Tally:
        version, since, until = bounds
        given = (
            *(to_micros(since), to_micros(until), AUDIT_CALLER.key_id, version),
            *(not teams, json.dumps(list(teams))),
        )
        with self._database.reading() as connection:
            return tally_from_row(connection.execute(query, given).fetchone())
