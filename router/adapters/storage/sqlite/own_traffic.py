"""How does SQLite tell what one person asked and spent?"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.own_rows import OwnQueries, own_requests, own_spends, whose
from router.adapters.storage.sqlite.connection import Database
from router.core.coaching.own_request import Oneself
from router.core.coaching.own_spend import OwnSpend
from router.core.moments import to_micros
from router.ports.own_traffic import Newest

__all__ = ["SqliteOwnTraffic"]

_ASK = OwnQueries("?")


class SqliteOwnTraffic:
    """Implements `OwnTraffic`, in worker threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, whose: Oneself, *, since: datetime, most: int) -> Newest:
        """The newest chat requests since a moment."""
        return await asyncio.to_thread(self._newest, whose, to_micros(since), most=most)

    async def spend(self, whose: Oneself, *, since: datetime) -> Sequence[OwnSpend]:
        """All that was booked since a moment, by project, model and tier."""
        return await asyncio.to_thread(self._spend, whose, to_micros(since))

    def _newest(self, oneself: Oneself, since_us: int, *, most: int) -> Newest:
        rows = self._read(_ASK.newest(oneself), *whose(oneself), since_us, most)
        return own_requests(rows, most=most)

    def _spend(self, oneself: Oneself, since_us: int) -> list[OwnSpend]:
        return own_spends(self._read(_ASK.spend(oneself), *whose(oneself), since_us))

    def _read(self, query: str, *given: str | int) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(query, given).fetchall()
