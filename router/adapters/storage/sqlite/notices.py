"""How do notices wait for delivery in SQLite?"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from router.adapters.storage.notice_rows import (
    NoticeQueries,
    NoticeRow,
    notice_from_row,
    notice_to_row,
)
from router.adapters.storage.sqlite.connection import Database
from router.core.moments import to_micros
from router.core.notices.delivery import Delivery, DeliveryState
from router.core.notices.notice import Notice

__all__ = ["SqliteNotices"]

_ASK = NoticeQueries("?")
_IS_DUE = "SELECT 1 FROM notice WHERE state = 'waiting' AND next_us <= ? LIMIT 1"


class SqliteNotices:
    """Implements `Outbox`: notices are claimed under the write lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, notice: Notice) -> None:
        """Keep a notice until it was delivered."""
        await asyncio.to_thread(self._write, _ASK.add, notice_to_row(Delivery.of(notice)))

    async def claim(self, *, at: datetime, until: datetime, most: int) -> Sequence[Delivery]:
        """Those that are due, oldest first."""
        return await asyncio.to_thread(self._claim, to_micros(at), to_micros(until), most=most)

    async def keep(self, delivery: Delivery) -> bool:
        """Keep what became of an attempt."""
        return await asyncio.to_thread(self._write, _ASK.keep, _ASK.kept(delivery)) > 0

    async def latest(
        self, states: Sequence[DeliveryState] = (), *, most: int
    ) -> Sequence[Delivery]:
        """Those in one of these states, newest first."""
        return await asyncio.to_thread(self._latest, tuple(states), most)

    async def forget(self, before: datetime) -> int:
        """Delete what is old and does not wait any more."""
        return await asyncio.to_thread(self._write, _ASK.forget, (to_micros(before),))

    def _claim(self, at_us: int, until_us: int, *, most: int) -> list[Delivery]:
        with self._database.reading() as connection:  # mostly nothing is due: no lock is taken
            if connection.execute(_IS_DUE, (at_us,)).fetchone() is None:
                return []
        with self._database.writing() as connection:
            rows = connection.execute(_ASK.claim, (until_us, at_us, most)).fetchall()
        return sorted(map(notice_from_row, map(NoticeRow._make, rows)), key=_age)

    def _latest(self, states: tuple[DeliveryState, ...], most: int) -> list[Delivery]:
        query, parameters = _ASK.latest(states, most=most)
        with self._database.reading() as connection:
            rows = connection.execute(query, parameters).fetchall()
        return [notice_from_row(NoticeRow._make(row)) for row in rows]

    def _write(self, statement: str, parameters: Sequence[str | int | None]) -> int:
        with self._database.writing() as connection:
            return connection.execute(statement, parameters).rowcount


def _age(delivery: Delivery) -> tuple[datetime, str]:
    return delivery.notice.at, delivery.notice.id
