"""Which holds are this process's own, and who waits for one of them to be settled?"""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from router.core.ledger import DecisionRecord, LedgerEntry

__all__ = ["Reservations"]


class Reservations:
    """The holds of calls under way in this process, and the requests that wait for room.

    Those who wait for the same account queue up: the first one looks again whenever something is
    settled here, and every so often, for other processes settle too.
    """

    def __init__(self, *, owner: str, look_s: float = 0.1) -> None:
        """`owner` is the name under which this process holds."""
        self.owner = owner
        self._look_s = look_s
        self._under_way: set[str] = set()
        self._owed: dict[str, tuple[LedgerEntry, DecisionRecord]] = {}
        self._queues: dict[str, deque[asyncio.Event]] = {}

    def __contains__(self, hold_id: object) -> bool:
        return hold_id in self._under_way

    def __len__(self) -> int:
        return len(self._under_way)

    def begin(self, hold_id: str) -> None:
        """A call takes this hold, or is about to."""
        self._under_way.add(hold_id)

    def end(self, hold_id: str) -> None:
        """It is settled or released: there may be room for who waits."""
        self._under_way.discard(hold_id)
        self._owed.pop(hold_id, None)
        for queue in self._queues.values():
            queue[0].set()

    def owe(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Its call was made and will be billed, but it could not be booked: the hold stays."""
        self._owed[entry.id] = (entry, decision)

    def owed(self) -> Sequence[tuple[LedgerEntry, DecisionRecord]]:
        """What is to be booked as soon as that is possible."""
        return tuple(self._owed.values())

    @contextmanager
    def queueing(self, account: str) -> "Iterator[_Place]":
        """A place in the queue for an account; the longer it is kept, the further in front."""
        queue = self._queues.setdefault(account, deque())
        event = asyncio.Event()
        queue.append(event)
        try:
            yield _Place(queue, event, look_s=self._look_s)
        finally:
            queue.remove(event)
            if queue:
                queue[0].set()
            else:
                del self._queues[account]


class _Place:
    """One request's place in a queue."""

    def __init__(self, queue: deque[asyncio.Event], event: asyncio.Event, *, look_s: float) -> None:
        self._queue = queue
        self._event = event
        self._look_s = look_s

    async def turn(self, *, within_s: float) -> bool:
        """Wait until it is worth looking again; False once `within_s` have passed."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + within_s
        while (left_s := deadline_s - loop.time()) > 0:
            is_first = self._queue[0] is self._event
            try:
                async with asyncio.timeout(min(left_s, self._look_s) if is_first else left_s):
                    await self._event.wait()
            except TimeoutError:
                if not is_first:
                    return False
            self._event.clear()
            if self._queue[0] is self._event:
                return loop.time() < deadline_s
        return False
