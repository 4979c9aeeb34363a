"""How do notices wait for delivery in PostgreSQL?"""

from collections.abc import Sequence
from datetime import datetime

from router.adapters.storage.notice_rows import (
    NoticeQueries,
    NoticeRow,
    notice_from_row,
    notice_to_row,
)
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.core.moments import to_micros
from router.core.notices.delivery import Delivery, DeliveryState
from router.core.notices.notice import Notice

__all__ = ["PostgresNotices"]

_ASK = NoticeQueries("%s", locking=" FOR UPDATE SKIP LOCKED")


class PostgresNotices:
    """Implements `Outbox`: replicas claim side by side, and never the same."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, notice: Notice) -> None:
        """Keep a notice until it was delivered."""
        await self._write(_ASK.add, notice_to_row(Delivery.of(notice)))

    async def claim(self, *, at: datetime, until: datetime, most: int) -> Sequence[Delivery]:
        """Those that are due, oldest first."""

        async def claimed(connection: Asynchronous) -> list[Delivery]:
            asked = (to_micros(until), to_micros(at), most)
            rows = await (await connection.execute(_ASK.claim, asked)).fetchall()
            return sorted(map(notice_from_row, map(NoticeRow._make, rows)), key=_age)

        return await self._database.transact(claimed)

    async def keep(self, delivery: Delivery) -> bool:
        """Keep what became of an attempt."""
        return await self._write(_ASK.keep, _ASK.kept(delivery)) > 0

    async def latest(
        self, states: Sequence[DeliveryState] = (), *, most: int
    ) -> Sequence[Delivery]:
        """Those in one of these states, newest first."""
        query, parameters = _ASK.latest(tuple(states), most=most)
        async with self._database.reading() as connection:
            rows = await (await connection.execute(query, parameters)).fetchall()
        return [notice_from_row(NoticeRow._make(row)) for row in rows]

    async def forget(self, before: datetime) -> int:
        """Delete what is old and does not wait any more."""
        return await self._write(_ASK.forget, (to_micros(before),))

    async def _write(self, statement: str, parameters: Sequence[str | int | None]) -> int:
        async def written(connection: Asynchronous) -> int:
            return (await connection.execute(statement, parameters)).rowcount

        return await self._database.transact(written, is_repeatable=True)


def _age(delivery: Delivery) -> tuple[datetime, str]:
    return delivery.notice.at, delivery.notice.id
