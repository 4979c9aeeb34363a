"""As which row is a notice kept that waits for delivery, and which queries does a store ask?"""

import json
from typing import NamedTuple

from router.adapters.storage.storable import storable, storable_tree
from router.core.moments import from_micros, to_micros
from router.core.notices.delivery import Delivery, DeliveryState
from router.core.notices.notice import Notice, NoticeKind

__all__ = ["NoticeQueries", "NoticeRow", "notice_from_row", "notice_to_row"]


class NoticeRow(NamedTuple):
    """One notice, and how far its delivery is."""

    id: str
    kind: str
    at_us: int
    subject: str
    text: str
    link: str | None
    data: str
    recipients: str
    state: str
    attempts: int
    next_us: int
    until_us: int
    delivered_to: str
    error: str


_COLUMNS = ", ".join(NoticeRow._fields)
_CHANGED = ("state", "next_us", "until_us", "delivered_to", "error")
Query = tuple[str, tuple[str | int, ...]]


class NoticeQueries:
    """The same for all stores, but for the mark that stands for a parameter."""

    def __init__(self, mark: str, *, locking: str = "") -> None:
        self._mark = mark
        places = ", ".join([mark] * len(NoticeRow._fields))
        changed = ", ".join(f"{name} = {mark}" for name in _CHANGED)
        self.add = f"INSERT INTO notice ({_COLUMNS}) VALUES ({places}) ON CONFLICT (id) DO NOTHING"  # noqa: S608
        self.claim = (
            f"UPDATE notice SET attempts = attempts + 1, next_us = {mark} "  # noqa: S608
            f"WHERE id IN (SELECT id FROM notice WHERE state = 'waiting' AND next_us <= {mark} "
            f"ORDER BY at_us, id LIMIT {mark}{locking}) RETURNING {_COLUMNS}"
        )
        self.keep = f"UPDATE notice SET {changed} WHERE id = {mark} AND attempts = {mark}"  # noqa: S608
        self.forget = f"DELETE FROM notice WHERE at_us < {mark} AND state <> 'waiting'"  # noqa: S608

    def kept(self, delivery: Delivery) -> tuple[str | int, ...]:
        """What `keep` asks for."""
        row = notice_to_row(delivery)
        return (*(getattr(row, name) for name in _CHANGED), row.id, row.attempts)

    def latest(self, states: tuple[str, ...], *, most: int) -> Query:
        """Newest first."""
        places = ", ".join([self._mark] * len(states))
        where = f"WHERE state IN ({places}) " if states else ""
        return (
            f"SELECT {_COLUMNS} FROM notice {where}"  # noqa: S608
            f"ORDER BY at_us DESC, id DESC LIMIT {self._mark}"
        ), (*states, most)


def notice_to_row(delivery: Delivery) -> NoticeRow:
    """As it is kept."""
    notice = delivery.notice
    return NoticeRow(
        id=notice.id,
        kind=notice.kind.value,
        at_us=to_micros(notice.at),
        subject=storable(notice.subject),
        text=storable(notice.text),
        link=None if notice.link is None else storable(notice.link),
        data=json.dumps(storable_tree(notice.data), ensure_ascii=False),
        recipients=json.dumps(storable_tree(notice.to), ensure_ascii=False),
        state=delivery.state.value,
        attempts=delivery.attempts,
        next_us=to_micros(delivery.next_at),
        until_us=to_micros(delivery.until),
        delivered_to=json.dumps(delivery.delivered_to),
        error=storable(delivery.error),
    )


def notice_from_row(row: NoticeRow) -> Delivery:
    """As it was."""
    return Delivery(
        notice=Notice(
            id=row.id,
            kind=NoticeKind(row.kind),
            at=from_micros(row.at_us),
            subject=row.subject,
            text=row.text,
            link=row.link,
            data=json.loads(row.data),
            to=tuple(json.loads(row.recipients)),
        ),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_at=from_micros(row.next_us),
        until=from_micros(row.until_us),
        delivered_to=tuple(json.loads(row.delivered_to)),
        error=row.error,
    )
