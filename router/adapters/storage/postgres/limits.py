"""How does PostgreSQL keep budgets and quotas?"""

from router.adapters.storage.limit_rows import LimitChange, LimitQueries, limits_from_rows
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.core.stored_limit import LimitName, StoredLimit, StoredLimits
from router.ports.limits import LimitEdit

__all__ = ["PostgresLimits"]

_ASK = LimitQueries("%s")
_ALONE = f"{_ASK.version} FOR UPDATE"
"""Writers take turns, readers never wait."""


class PostgresLimits:
    """Implements `LimitStore`: an edit is made while the row of the version is locked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        """How many changes there were."""
        async with self._database.reading() as connection:
            return await _version(connection, _ASK.version)

    async def all(self) -> StoredLimits:
        """All budgets and quotas, by kind and id."""
        async with self._database.reading() as connection:
            # The version first: rows that are newer than it are read once more, and none is missed.
            version = await _version(connection, _ASK.version)
            rows = await (await connection.execute(_ASK.all)).fetchall()
        return limits_from_rows(rows, version=version)

    async def change(
        self, name: LimitName, edit: LimitEdit
    ) -> tuple[StoredLimit | None, StoredLimit | None]:
        """Put what `edit` makes of one limit in its place; before and after."""

        async def write(connection: Asynchronous) -> LimitChange:
            version = await _version(connection, _ALONE)
            found = await connection.execute(_ASK.one, (name.kind.value, name.id))
            change = LimitChange(name, await found.fetchone(), version=version)
            change.make(edit)
            for statement, parameters in change.statements(_ASK):
                await connection.execute(statement, parameters)
            return change

        change = await self._database.transact(write)
        return change.before, change.after


async def _version(connection: Asynchronous, query: str) -> int:
    (row,) = await (await connection.execute(query)).fetchall()
    return int(row[0])
