"""How does PostgreSQL keep the directory?"""

from collections.abc import Sequence
from typing import Any

from router.adapters.storage.directory_rows import DirectoryRow, entry_from_row, gone, written
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.core.directory import Directory, Entry
from router.ports.directory import DirectoryEdit

__all__ = ["PostgresDirectory"]

_COLUMNS = ", ".join(DirectoryRow._fields)
# Who changes does so alone, readers never wait. The lock ends with the transaction, and what
# is read after it was got holds all that others committed.
_ALONE = "SELECT version FROM directory_version FOR UPDATE"
_ALL = f"SELECT {_COLUMNS} FROM directory_entry"  # noqa: S608 - our own column names
_PUT = (
    f"INSERT INTO directory_entry ({_COLUMNS}) "  # noqa: S608
    f"VALUES ({', '.join(['%s'] * len(DirectoryRow._fields))}) ON CONFLICT (kind, id) DO UPDATE "
    f"SET {', '.join(f'{name} = excluded.{name}' for name in DirectoryRow._fields[2:])}"
)
_REMOVE = "DELETE FROM directory_entry WHERE kind = %s AND id = %s"
_VERSION = "SELECT version FROM directory_version"
_NEXT = "UPDATE directory_version SET version = version + 1"


class PostgresDirectory:
    """Implements `DirectoryStore`. A change reads, checks and writes under one lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        """How many changes there were."""
        ((version,),) = await self._read(_VERSION)
        return int(version)

    async def all(self) -> Sequence[Entry]:
        """All entries."""
        return [entry_from_row(row) for row in await self._read(_ALL)]

    async def change(self, edit: DirectoryEdit) -> tuple[Directory, Directory]:
        """Put what `edit` makes of the directory in its place; before and after."""

        async def work(connection: Asynchronous) -> tuple[Directory, Directory]:
            await connection.execute(_ALONE)
            rows = await (await connection.execute(_ALL)).fetchall()
            before = Directory.of(map(entry_from_row, rows))
            after = edit(before)
            removed, put = gone(before, after), written(before, after)
            async with connection.cursor() as cursor:
                if removed:
                    await cursor.executemany(_REMOVE, removed)
                if put:
                    await cursor.executemany(_PUT, put)
                if removed or put:
                    await cursor.execute(_NEXT)
            return before, after

        return await self._database.transact(work)

    async def _read(self, query: str) -> Sequence[tuple[Any, ...]]:
        async with self._database.reading() as connection:
            return await (await connection.execute(query)).fetchall()
