"""Which holds in Redis belong to nobody?

A process may die, or lose touch, after Redis granted a hold and before PostgreSQL kept it; or after
the entry was booked and before Redis settled it. Such a hold would stay for ever.

No clock says when to stop believing in a grant, but its number does: what was granted before a
number that this process saw a while ago is either kept by now, or is declared void in PostgreSQL,
for good; a process that was only frozen then asks anew.
"""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from router.adapters.storage.postgres.connection import Asynchronous
from router.adapters.storage.redis.booked import settled_among
from router.adapters.storage.redis.counting import CountingInRedis
from router.adapters.storage.redis.settling import Settlement, Settling
from router.ports.clock import Clock

__all__ = ["Sweep"]

_EVERY_S = 10.0
_GRACE_S = 30.0
_NOT_KEPT = """
    SELECT id FROM unnest(%s::text[]) AS one(id)
    WHERE NOT EXISTS (SELECT FROM hold WHERE hold.id = one.id)
"""
_VOID = """
    UPDATE counting SET void_below = greatest(void_below, %s)
    WHERE is_in_redis AND generation = %s
"""


class _Seen(NamedTuple):
    """How far Redis had granted at a moment."""

    at_s: float
    generation: int
    number: int


class Sweep:
    """Lets go what belongs to nobody, as a part of the beat of each process."""

    def __init__(
        self,
        counting: CountingInRedis,
        settling: Settling,
        *,
        clock: Clock,
        grace_s: float = _GRACE_S,
    ) -> None:
        self._counting = counting
        self._settling = settling
        self._clock = clock
        self._grace_s = grace_s
        self._seen: deque[_Seen] = deque()
        self._next_s = clock.monotonic_s()

    async def run_if_due(self) -> None:
        """Once in ten seconds."""
        if self._clock.monotonic_s() >= self._next_s:
            self._next_s = self._clock.monotonic_s() + _EVERY_S
            await self.run()

    async def run(self) -> int:
        """How many holds belonged to nobody."""
        generation, number = await self._counting.ask("granted")
        fence = self._fence(_Seen(self._clock.monotonic_s(), generation, number))
        if fence is None:
            return 0
        below = fence.number + 1
        holds = await self._counting.ask_in(generation, "holds")
        old = [hold_id for hold_id, granted in holds if granted < below]
        lonely = await self._not_kept(old)
        if not lonely:
            return 0
        await self._declare_void(below, generation=generation)
        found = await self._settlements(lonely, below=below)
        await self._settling.settle(found)
        return len(found)

    def _fence(self, now: _Seen) -> _Seen | None:
        """The last look that is long enough ago; looks at another generation tell nothing."""
        if self._seen and self._seen[-1].generation != now.generation:
            self._seen.clear()
        self._seen.append(now)
        fence = None
        while self._seen and now.at_s - self._seen[0].at_s >= self._grace_s:
            fence = self._seen.popleft()
        if fence is not None:
            self._seen.appendleft(fence)
        return fence

    async def _not_kept(self, hold_ids: Sequence[str]) -> list[str]:
        if not hold_ids:
            return []
        async with self._counting.database.reading() as connection:
            cursor = await connection.execute(_NOT_KEPT, [list(hold_ids)])
            return [name for (name,) in await cursor.fetchall()]

    async def _declare_void(self, below: int, *, generation: int) -> None:
        async def work(connection: Asynchronous) -> None:
            # Alone: whoever keeps a hold at this moment has kept it, or finds it void.
            await connection.execute("SELECT stop_counting()")
            await connection.execute(_VOID, [below, generation])

        await self._counting.database.transact(work, is_repeatable=True)

    async def _settlements(self, hold_ids: Sequence[str], *, below: int) -> list[Settlement]:
        """What was used of those that are booked; nothing of those that were never kept."""
        # First who is not kept: nobody of these can be any more, so who is booked is booked by now.
        lonely = await self._not_kept(hold_ids)
        async with self._counting.database.reading() as connection:
            booked = await settled_among(connection, lonely)
        return [booked.get(name, Settlement(name))._replace(below=below) for name in lonely]
