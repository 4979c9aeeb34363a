"""How is it kept without a disk what administrators did?"""

from collections.abc import Sequence
from itertools import islice

from router.core.admin_log import FIRST, Act, AdminEvent, Head, Stage, chained
from router.ports.admin_log import EVERY_ACT, Wanted

__all__ = ["MemoryAdminLog"]


class MemoryAdminLog:
    """Implements `AdminLog`."""

    def __init__(self) -> None:
        self._events: list[AdminEvent] = []

    async def append(self, act: Act) -> AdminEvent:
        """Write the next event, or give the one that is kept already."""
        event = chained(act, after=await self.head())
        kept = next((one for one in self._events if _is_same(one, event)), None)
        if kept is not None:
            return kept
        self._events.append(event)
        return event

    async def head(self) -> Head:
        """The last event."""
        return self._events[-1].head if self._events else FIRST

    async def after(self, seq: int, *, most: int) -> Sequence[AdminEvent]:
        """The events that follow number `seq`, oldest first."""
        return list(islice(self._events, max(seq, 0), max(seq, 0) + most))

    async def latest(
        self, wanted: Wanted = EVERY_ACT, *, before: int | None = None, most: int
    ) -> Sequence[AdminEvent]:
        """Events, newest first."""
        found = (
            event
            for event in reversed(self._events)
            if (before is None or event.seq < before)
            and all(getattr(event, name) == value for name, value in wanted.names)
        )
        return list(islice(found, most))


def _is_same(kept: AdminEvent, new: AdminEvent) -> bool:
    if kept.act_id == new.act_id and (kept.stage == Stage.BEGUN) == (new.stage == Stage.BEGUN):
        return True
    asked = new.idempotency_key
    return asked is not None and (kept.actor, kept.idempotency_key) == (new.actor, asked)
