"""Does PostgreSQL count accounts itself, or Redis, and how is that changed?"""

import asyncio

from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.core.errors import LedgerUnavailable

__all__ = ["CountingHere", "count_ahead"]

_ALL_AHEAD = """
    SELECT count_ahead(coalesce(jsonb_agg(jsonb_build_array(account, slice_us)), '[]'))
    FROM account_opening
"""
_MINE_NO_MORE = (
    "The limits of this database are counted in Redis since this process began, because another "
    "one was started with Redis. Give all of them the same setting, and restart this one."
)


class CountingHere:
    """Makes PostgreSQL the place that counts: once in the life of a process, as it was started.

    The last one that is started wins. So processes that are set differently do not take the
    counters from each other by turns, and none ever counts beside the other.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_begun = False
        self._beginning = asyncio.Lock()

    async def begin(self) -> None:
        """Count all accounts here from now on, where Redis had them.

        Raises:
            LedgerUnavailable: this process began before, and another one took it to Redis since.
        """
        async with self._beginning:
            if not await self._is_in_redis():
                return
            if self._is_begun:
                raise LedgerUnavailable(_MINE_NO_MORE)
            await count_ahead(self._database)
            await self._database.transact(_take_over, is_repeatable=True)
            self._is_begun = True

    async def _is_in_redis(self) -> bool:
        async with self._database.reading() as connection:
            cursor = await connection.execute("SELECT is_in_redis FROM counting")
            return await cursor.fetchone() == (True,)


async def count_ahead(database: Database) -> None:
    """Sum up what is booked until now, so that what must stand still stands still for less."""

    async def work(connection: Asynchronous) -> None:
        await connection.execute(_ALL_AHEAD)

    await database.transact(work, is_repeatable=True)


async def _take_over(connection: Asynchronous) -> None:
    await connection.execute("SELECT begin_generation(false, 0)")
    await connection.execute("SELECT count_here_anew()")
