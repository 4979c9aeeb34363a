"""How does SQLite keep the directory?"""

import asyncio
from collections.abc import Sequence

from router.adapters.storage.directory_rows import DirectoryRow, entry_from_row, gone, written
from router.adapters.storage.sqlite.connection import Database
from router.core.directory import Directory, Entry
from router.ports.directory import DirectoryEdit

__all__ = ["SqliteDirectory"]

_COLUMNS = ", ".join(DirectoryRow._fields)
_ALL = f"SELECT {_COLUMNS} FROM directory_entry"  # noqa: S608 - our own column names
_PUT = (
    f"INSERT OR REPLACE INTO directory_entry ({_COLUMNS}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(DirectoryRow._fields))})"
)
_REMOVE = "DELETE FROM directory_entry WHERE kind = ? AND id = ?"
_VERSION = "SELECT version FROM directory_version"
_NEXT = "UPDATE directory_version SET version = version + 1"


class SqliteDirectory:
    """Implements `DirectoryStore`. A change reads, checks and writes under the file's one lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def version(self) -> int:
        """How many changes there were."""
        return await asyncio.to_thread(self._read_version)

    async def all(self) -> Sequence[Entry]:
        """All entries."""
        return await asyncio.to_thread(self._read_all)

    async def change(self, edit: DirectoryEdit) -> tuple[Directory, Directory]:
        """Put what `edit` makes of the directory in its place; before and after."""
        return await asyncio.to_thread(self._change, edit)

    def _read_version(self) -> int:
        with self._database.reading() as connection:
            return int(connection.execute(_VERSION).fetchone()[0])

    def _read_all(self) -> list[Entry]:
        with self._database.reading() as connection:
            return [entry_from_row(row) for row in connection.execute(_ALL)]

    def _change(self, edit: DirectoryEdit) -> tuple[Directory, Directory]:
        with self._database.writing() as connection:
            before = Directory.of(entry_from_row(row) for row in connection.execute(_ALL))
            after = edit(before)
            removed, put = gone(before, after), written(before, after)
            if removed or put:
                connection.executemany(_REMOVE, removed)
                connection.executemany(_PUT, put)
                connection.execute(_NEXT)
        return before, after
