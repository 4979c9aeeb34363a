"""How does PostgreSQL tell what one person asked and spent?"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.own_rows import OwnQueries, own_requests, own_spends, whose
from router.adapters.storage.postgres.connection import Database
from router.core.coaching.own_request import Oneself
from router.core.coaching.own_spend import OwnSpend
from router.core.moments import to_micros
from router.ports.own_traffic import Newest

__all__ = ["PostgresOwnTraffic"]

_ASK = OwnQueries("%s")


class PostgresOwnTraffic:
    """Implements `OwnTraffic`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, whose: Oneself, *, since: datetime, most: int) -> Newest:
        """The newest chat requests since a moment."""
        rows = await self._read(_ASK.newest(whose), whose, to_micros(since), most)
        return await asyncio.to_thread(own_requests, rows, most=most)  # thousands of facts are read

    async def spend(self, whose: Oneself, *, since: datetime) -> Sequence[OwnSpend]:
        """All that was booked since a moment, by project, model and tier."""
        return own_spends(await self._read(_ASK.spend(whose), whose, to_micros(since)))

    async def _read(self, query: str, oneself: Oneself, *given: int) -> list[Any]:
        async with self._database.reading() as connection:
            found = await connection.execute(query, (*whose(oneself), *given))
            return await found.fetchall()
