"""How do notices wait for delivery without a disk?"""

from collections.abc import Sequence
from datetime import datetime

from router.adapters.storage.notice_rows import NoticeRow, notice_from_row, notice_to_row
from router.core.moments import to_micros
from router.core.notices.delivery import Delivery, DeliveryState
from router.core.notices.notice import Notice

__all__ = ["MemoryNotices"]


class MemoryNotices:
    """Implements `Outbox`; keeps the same rows as the other stores."""

    def __init__(self) -> None:
        self._rows: dict[str, NoticeRow] = {}

    async def put(self, notice: Notice) -> None:
        """Keep a notice until it was delivered."""
        self._rows.setdefault(notice.id, notice_to_row(Delivery.of(notice)))

    async def claim(self, *, at: datetime, until: datetime, most: int) -> Sequence[Delivery]:
        """Those that are due, oldest first."""
        waiting = (row for row in self._rows.values() if row.state == DeliveryState.WAITING)
        due = sorted((r for r in waiting if r.next_us <= to_micros(at)), key=_age)[:most]
        claimed = [r._replace(attempts=r.attempts + 1, next_us=to_micros(until)) for r in due]
        self._rows.update((row.id, row) for row in claimed)
        return [notice_from_row(row) for row in claimed]

    async def keep(self, delivery: Delivery) -> bool:
        """Keep what became of an attempt."""
        kept = self._rows.get(delivery.notice.id)
        if kept is None or kept.attempts != delivery.attempts:
            return False
        self._rows[kept.id] = notice_to_row(delivery)
        return True

    async def latest(
        self, states: Sequence[DeliveryState] = (), *, most: int
    ) -> Sequence[Delivery]:
        """Those in one of these states, newest first."""
        found = (row for row in self._rows.values() if not states or row.state in states)
        return [notice_from_row(row) for row in sorted(found, key=_age, reverse=True)[:most]]

    async def forget(self, before: datetime) -> int:
        """Delete what is old and does not wait any more."""
        old = [
            row.id
            for row in self._rows.values()
            if row.at_us < to_micros(before) and row.state != DeliveryState.WAITING
        ]
        for notice_id in old:
            del self._rows[notice_id]
        return len(old)


def _age(row: NoticeRow) -> tuple[int, str]:
    return row.at_us, row.id
