"""How does Redis hear what was used of a hold, also where it was away when that was booked?"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from router.adapters.storage.postgres.group_commit import GroupCommit
from router.adapters.storage.redis.amounts import parts
from router.adapters.storage.redis.counting import CountingInRedis
from router.core.errors import LedgerUnavailable

__all__ = ["Settlement", "Settling"]

_log = logging.getLogger(__name__)
_PAUSE_S = 0.5
_AT_ONCE = 500


class Settlement(NamedTuple):
    """What a hold is replaced by. A hold that Redis does not know is settled already."""

    hold_id: str
    usd: int = 0
    tokens: int = 0
    requests: int = 0
    below: int | None = None
    """Only where it was granted under a lower number."""

    @property
    def for_redis(self) -> tuple[object, ...]:
        """As `counters.lua` reads it."""
        used = (*parts(self.usd), *parts(self.tokens), *parts(self.requests))
        return (self.hold_id, *used, self.below or False)


class Settling:
    """Moves what was held to what was spent. The books say so already, so nothing is refused.

    What Redis does not take now it takes later. If this process ends before, the others find out:
    see `sweep.py`.
    """

    def __init__(self, counting: CountingInRedis) -> None:
        self._counting = counting
        self._commits: GroupCommit[Settlement, None] = GroupCommit(self._write)
        self._late: list[Settlement] = []
        self._catching_up: asyncio.Task[None] | None = None

    async def settle(self, settlements: Iterable[Settlement]) -> None:
        """Returns once Redis took them, or is found to be away."""
        await asyncio.gather(*map(self._commits.add, settlements))

    async def close(self) -> None:
        """Try once more, then leave it to the others."""
        await self._commits.drain()
        if self._catching_up is not None:
            self._catching_up.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._catching_up
        with contextlib.suppress(LedgerUnavailable):
            await self._send_late()

    async def _write(self, batch: Sequence[Settlement]) -> Sequence[None]:
        try:
            await self._send(batch)
        except LedgerUnavailable as failure:
            _log.warning("%d settlements wait for Redis: %s", len(batch), failure)
            self._late += batch
            if self._catching_up is None or self._catching_up.done():
                self._catching_up = asyncio.create_task(self._catch_up())
        return [None] * len(batch)

    async def _catch_up(self) -> None:
        while self._late:
            await asyncio.sleep(_PAUSE_S)
            with contextlib.suppress(LedgerUnavailable):  # was said once, and is tried again
                await self._send_late()

    async def _send_late(self) -> None:
        while late := self._late[:_AT_ONCE]:
            await self._send(late)
            del self._late[: len(late)]

    async def _send(self, settlements: Sequence[Settlement]) -> None:
        given = [settlement.for_redis for settlement in settlements]
        await self._counting.ask("settle", given, patience_s=0.0)
