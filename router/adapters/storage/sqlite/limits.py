"""How does SQLite keep budgets and quotas?"""

import asyncio

from router.adapters.storage.limit_rows import LimitChange, LimitQueries, limits_from_rows
from router.adapters.storage.sqlite.connection import Database
from router.core.stored_limit import LimitName, StoredLimit, StoredLimits
from router.ports.limits import LimitEdit

__all__ = ["SqliteLimits"]

_ASK = LimitQueries("?")


class SqliteLimits:
    """Implements `LimitStore`: an edit is made under the write lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        """How many changes there were."""
        return await asyncio.to_thread(self._read_version)

    async def all(self) -> StoredLimits:
        """All budgets and quotas, by kind and id."""
        return await asyncio.to_thread(self._read_all)

    async def change(
        self, name: LimitName, edit: LimitEdit
    ) -> tuple[StoredLimit | None, StoredLimit | None]:
        """Put what `edit` makes of one limit in its place; before and after."""
        return await asyncio.to_thread(self._change, name, edit)

    def _read_version(self) -> int:
        with self._database.reading() as connection:
            return int(connection.execute(_ASK.version).fetchone()[0])

    def _read_all(self) -> StoredLimits:
        with self._database.reading() as connection:
            # The version first: rows that are newer than it are read once more, and none is missed.
            (version,) = connection.execute(_ASK.version).fetchone()
            return limits_from_rows(connection.execute(_ASK.all), version=version)

    def _change(
        self, name: LimitName, edit: LimitEdit
    ) -> tuple[StoredLimit | None, StoredLimit | None]:
        with self._database.writing() as connection:
            (version,) = connection.execute(_ASK.version).fetchone()
            row = connection.execute(_ASK.one, (name.kind.value, name.id)).fetchone()
            change = LimitChange(name, row, version=version)
            change.make(edit)
            for statement, parameters in change.statements(_ASK):
                connection.execute(statement, parameters)
        return change.before, change.after
