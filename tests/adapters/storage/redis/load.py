"""Requests of many callers on several replicas, while somebody looks on and something happens."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from router.core.errors import AlreadyBooked, LedgerUnavailable
from tests.adapters.storage.holding import claim
from tests.adapters.storage.redis.replica import Replica

PRICE = 7


@dataclass
class Load:
    """24 callers, 25 requests each, that hold 7 and use between 0 and 7 of one account."""

    replicas: Sequence[Replica]
    limit: int
    granted: int = 0
    refused: int = 0
    unserved: int = 0
    seen: list[int] = field(default_factory=list)
    """What was booked and held together, at many moments."""
    _chosen: random.Random = field(default_factory=lambda: random.Random(3))  # noqa: S311

    async def run(self, happening: Callable[[], Awaitable[None]]) -> None:
        """`happening` again and again, until all requests are served."""
        others = [asyncio.create_task(self._look()), asyncio.create_task(_repeat(happening))]
        await asyncio.gather(*map(self._call, range(24)))
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _call(self, lane: int) -> None:
        replica = self.replicas[lane % len(self.replicas)]
        for turn in range(25):
            number = f"{lane}-{turn}"
            try:
                is_held = await replica.take(number, claim(PRICE, limit=self.limit))
            except LedgerUnavailable:
                self.unserved += 1
                continue
            self.granted += is_held
            self.refused += not is_held
            if is_held:
                await asyncio.sleep(0)
                await _settle(replica, number, nanos=self._chosen.choice([0, 1, 2, PRICE]))

    async def _look(self) -> None:
        while True:
            with contextlib.suppress(LedgerUnavailable):
                self.seen.append(await self.replicas[0].used())
            await asyncio.sleep(0)


async def _settle(replica: Replica, number: str, *, nanos: int) -> None:
    """Again and again: what was used is booked."""
    while True:
        try:
            return await replica.settle(number, nanos=nanos)
        except AlreadyBooked:
            return None  # at the try before, whose answer was lost
        except LedgerUnavailable:
            await asyncio.sleep(0.02)


async def _repeat(happening: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(0.05)
        await happening()
