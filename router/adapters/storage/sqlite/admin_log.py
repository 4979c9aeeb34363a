"""How does SQLite keep what administrators did?"""

import asyncio
from collections.abc import Sequence
from typing import Any

from router.adapters.storage.admin_log_rows import AdminQueries
from router.adapters.storage.sqlite.connection import Database
from router.core.admin_log import FIRST, Act, AdminEvent, Head, chained
from router.ports.admin_log import EVERY_ACT, Wanted

__all__ = ["SqliteAdminLog"]

_ASK = AdminQueries("?")


class SqliteAdminLog:
    """Implements `AdminLog`: the last event is read and the next written under the write lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, act: Act) -> AdminEvent:
        """Write the next event, or give the one that is kept already."""
        return await asyncio.to_thread(self._append, act)

    async def head(self) -> Head:
        """The last event."""
        found = await asyncio.to_thread(self._read, _ASK.head, ())
        return Head(*found[0]) if found else FIRST

    async def after(self, seq: int, *, most: int) -> Sequence[AdminEvent]:
        """The events that follow number `seq`, oldest first."""
        found = await asyncio.to_thread(self._read, _ASK.after, (seq, most))
        return [AdminEvent._make(row) for row in found]

    async def latest(
        self, wanted: Wanted = EVERY_ACT, *, before: int | None = None, most: int
    ) -> Sequence[AdminEvent]:
        """Events, newest first."""
        query, parameters = _ASK.latest(wanted, before=before, most=most)
        found = await asyncio.to_thread(self._read, query, parameters)
        return [AdminEvent._make(row) for row in found]

    def _append(self, act: Act) -> AdminEvent:
        with self._database.writing() as connection:
            last = connection.execute(_ASK.head).fetchone()
            event = chained(act, after=Head(*last) if last else FIRST)
            kept = connection.execute(*_ASK.same(event)).fetchone()
            if kept is not None:
                return AdminEvent._make(kept)
            connection.execute(_ASK.add, event)
        return event

    def _read(self, query: str, parameters: Sequence[str | int]) -> list[tuple[Any, ...]]:
        with self._database.reading() as connection:
            return connection.execute(query, parameters).fetchall()
