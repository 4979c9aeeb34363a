"""Does Redis have the counters of the present generation, and who makes them anew if not?"""

import asyncio
from collections.abc import Sequence
from typing import Any

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.failures import TryAgain
from router.adapters.storage.redis.rebuild import rebuild
from router.adapters.storage.redis.script import Away, Lost, Scripts, connected
from router.core.errors import LedgerUnavailable

__all__ = ["CountingInRedis"]

_PRESENT = "SELECT is_in_redis, generation FROM counting"
# A copy of the database, restored elsewhere, is another one: it never counts in the same keys.
_IDENTITY = """
    SELECT system_identifier::text || '-' || oid::text || '-' || current_schema()
    FROM pg_control_system(), pg_database WHERE datname = current_database()
"""
# Only one rebuilds, so that replicas do not take the counters from each other by turns.
_ALONE = "SELECT pg_advisory_xact_lock(x'545c'::bigint << 48)"
_FIRST_PAUSE_S = 0.01
_LONGEST_PAUSE_S = 0.25
_MINE_NO_MORE = (
    "The limits of this database are counted in PostgreSQL since this process began, because "
    "another one was started without Redis. Give all of them the same setting, and restart this "
    "one."
)


class CountingInRedis:
    """The counters in Redis, which are made anew from PostgreSQL whenever they are lost.

    What is asked may be asked twice, where the answer was lost on its way.
    """

    def __init__(self, database: Database, *, url: str, patience_s: float = 5.0) -> None:
        self.database = database
        self._client, self._place = connected(url)
        self._patience_s = patience_s
        self._scripts: Scripts | None = None
        self._generation: int | None = None
        self._is_begun = False
        self._renewing = asyncio.Lock()

    async def ask(
        self, what: str, given: object = (), *, patience_s: float | None = None
    ) -> tuple[int, Any]:
        """The answer, and the generation that gave it.

        Raises:
            LedgerUnavailable: Redis or PostgreSQL did not answer for so long.
        """
        loop = asyncio.get_running_loop()
        waiting_s = self._patience_s if patience_s is None else patience_s
        started_s, pause_s = loop.time(), _FIRST_PAUSE_S
        asked: int | None = None
        lost: int | None = None
        while True:
            try:
                if self._generation == lost:
                    await self._renew(lost)
                asked = self._generation
                if asked is not None:
                    return asked, await self.ask_in(asked, what, given=given)
            except Lost:
                lost = asked
                # To make counters anew takes time, also where nobody wants to wait for Redis.
                if loop.time() - started_s >= waiting_s + self._patience_s:
                    raise
            except (Away, TryAgain):
                if loop.time() - started_s + pause_s >= waiting_s:
                    raise
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    async def ask_in(self, generation: int, what: str, *, given: object = ()) -> Any:
        """The answer of this generation and no other.

        Raises:
            Lost: it is not there any more.
            Away: Redis does not answer.
        """
        return await (await self._script()).count(generation, what, given=given)

    def doubt(self, generation: int) -> None:
        """PostgreSQL did not take what it granted: it is asked which one is present."""
        if self._generation == generation:
            self._generation = None

    async def close(self) -> None:
        """Close the connections to Redis."""
        await self._client.aclose()

    async def _renew(self, seen: int | None) -> None:
        """See to it that there is another generation than the one that was seen lost."""
        async with self._renewing:
            if self._generation != seen:
                return  # another request of this process saw it, too
            is_in_redis, present = await self._present()
            if is_in_redis and present != seen:
                self._generation = present
                self._is_begun = True
                return
            if self._is_begun and not is_in_redis:
                raise LedgerUnavailable(_MINE_NO_MORE)
            self._generation = await self._rebuilt(seen)
            self._is_begun = True

    async def _rebuilt(self, seen: int | None) -> int:
        scripts = await self._script()
        async with self.database.writing() as guard:
            await guard.execute(_ALONE)
            is_in_redis, present = await self._present()
            if is_in_redis and present != seen:
                return present  # while this process waited
            return await rebuild(self.database, scripts)

    async def _present(self) -> tuple[bool, int]:
        async with self.database.reading() as connection:
            row = await (await connection.execute(_PRESENT)).fetchone()
        if row is None:
            raise LedgerUnavailable(
                f"{self.database.place}: the row of table `counting` is missing. Restore it: "
                "INSERT INTO counting DEFAULT VALUES."
            )
        return bool(row[0]), int(row[1])

    async def _script(self) -> Scripts:
        if self._scripts is None:
            async with self.database.reading() as connection:
                rows: Sequence[tuple[str]] = await (await connection.execute(_IDENTITY)).fetchall()
            self._scripts = Scripts(self._client, place=self._place, namespace=rows[0][0])
        return self._scripts
