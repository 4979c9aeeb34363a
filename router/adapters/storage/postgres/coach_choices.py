"""How does PostgreSQL keep what people chose of coaching?"""

from router.adapters.storage.own_rows import ChoiceQueries, choice_of
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.storable import storable
from router.core.coaching.choice import CoachChoice

__all__ = ["PostgresCoachChoices"]

_ASK = ChoiceQueries("%s")


class PostgresCoachChoices:
    """Implements `CoachChoices`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, person: str) -> CoachChoice:
        """What a person chose."""
        async with self._database.reading() as connection:
            row = await (await connection.execute(_ASK.get, (storable(person),))).fetchone()
        return choice_of(person, row)

    async def put(self, person: str, *, has_digest: bool, has_headers: bool) -> CoachChoice:
        """Keep a choice; the last digest stays known."""
        await self._write(_ASK.put, (storable(person), int(has_digest), int(has_headers), ""))
        return await self.get(person)

    async def with_headers(self) -> frozenset[str]:
        """Everybody whose answers carry a tip."""
        async with self._database.reading() as connection:
            rows = await (await connection.execute(_ASK.with_headers)).fetchall()
        return frozenset(person for (person,) in rows)

    async def served(self, person: str, week: str) -> bool:
        """Write down that a digest was made; whether it was this call that did."""
        return await self._write(_ASK.serve, (storable(person), 1, 0, week)) > 0

    async def _write(self, query: str, row: tuple[str | int, ...]) -> int:
        async def write(connection: Asynchronous) -> int:
            return (await connection.execute(query, row)).rowcount

        return await self._database.transact(write)
