"""How does PostgreSQL keep what administrators did?"""

from collections.abc import Sequence
from typing import Any

from router.adapters.storage.admin_log_rows import AdminQueries
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.core.admin_log import FIRST, Act, AdminEvent, Head, chained
from router.ports.admin_log import EVERY_ACT, Wanted

__all__ = ["PostgresAdminLog"]

_ASK = AdminQueries("%s")
# Writers take turns, readers never wait: who comes second sees what the first wrote.
_ALONE = "LOCK TABLE admin_event IN EXCLUSIVE MODE"


class PostgresAdminLog:
    """Implements `AdminLog`: the last event is read and the next written under one lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, act: Act) -> AdminEvent:
        """Write the next event, or give the one that is kept already."""

        async def write(connection: Asynchronous) -> AdminEvent:
            await connection.execute(_ALONE)
            last = await (await connection.execute(_ASK.head)).fetchone()
            event = chained(act, after=Head(*last) if last else FIRST)
            kept = await (await connection.execute(*_ASK.same(event))).fetchone()
            if kept is not None:
                return AdminEvent._make(kept)
            await connection.execute(_ASK.add, event)
            return event

        return await self._database.transact(write)

    async def head(self) -> Head:
        """The last event."""
        found = await self._read(_ASK.head, ())
        return Head(*found[0]) if found else FIRST

    async def after(self, seq: int, *, most: int) -> Sequence[AdminEvent]:
        """The events that follow number `seq`, oldest first."""
        return [AdminEvent._make(row) for row in await self._read(_ASK.after, (seq, most))]

    async def latest(
        self, wanted: Wanted = EVERY_ACT, *, before: int | None = None, most: int
    ) -> Sequence[AdminEvent]:
        """Events, newest first."""
        query, parameters = _ASK.latest(wanted, before=before, most=most)
        return [AdminEvent._make(row) for row in await self._read(query, parameters)]

    async def _read(self, query: str, parameters: Sequence[str | int]) -> Sequence[tuple[Any, ...]]:
        async with self._database.reading() as connection:
            return await (await connection.execute(query, parameters)).fetchall()
