"""How does SQLite keep what people chose of coaching?"""

import asyncio

from router.adapters.storage.own_rows import ChoiceQueries, choice_of
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.storable import storable
from router.core.coaching.choice import CoachChoice

__all__ = ["SqliteCoachChoices"]

_ASK = ChoiceQueries("?")


class SqliteCoachChoices:
    """Implements `CoachChoices`, in worker threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, person: str) -> CoachChoice:
        """What a person chose."""
        return await asyncio.to_thread(self._get, person)

    async def put(self, person: str, *, has_digest: bool, has_headers: bool) -> CoachChoice:
        """Keep a choice; the last digest stays known."""
        row = (storable(person), int(has_digest), int(has_headers), "")
        await asyncio.to_thread(self._write, _ASK.put, row)
        return await self.get(person)

    async def with_headers(self) -> frozenset[str]:
        """Everybody whose answers carry a tip."""
        return await asyncio.to_thread(self._with_headers)

    async def served(self, person: str, week: str) -> bool:
        """Write down that a digest was made; whether it was this call that did."""
        return await asyncio.to_thread(self._write, _ASK.serve, (storable(person), 1, 0, week)) > 0

    def _get(self, person: str) -> CoachChoice:
        with self._database.reading() as connection:
            row = connection.execute(_ASK.get, (storable(person),)).fetchone()
        return choice_of(person, row)

    def _with_headers(self) -> frozenset[str]:
        with self._database.reading() as connection:
            return frozenset(person for (person,) in connection.execute(_ASK.with_headers))

    def _write(self, query: str, row: tuple[str | int, ...]) -> int:
        with self._database.writing() as connection:
            return connection.execute(query, row).rowcount
