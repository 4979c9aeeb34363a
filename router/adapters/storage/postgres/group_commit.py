"""How do concurrent requests share one transaction and one round trip?"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from router.core.errors import LedgerUnavailable

__all__ = ["GroupCommit"]

T = TypeVar("T")
R = TypeVar("R")
_log = logging.getLogger(__name__)
_UNFORESEEN = LedgerUnavailable("The ledger failed in a way that nobody foresaw. See the log.")


class GroupCommit(Generic[T, R]):
    """Writes one batch at a time: what is added meanwhile is the next one.

    So the batches grow with the load by themselves, and a single item does not wait. `write`
    returns for each item its result or why it was refused, or raises `LedgerUnavailable`.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], Awaitable[Sequence[R | LedgerUnavailable]]],
        *,
        most: int = 500,
    ) -> None:
        self._write = write
        self._most = most
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._gone: set[asyncio.Future[R]] = set()

    async def add(self, item: T) -> R:
        """Write `item` with all others of this turn of the loop.

        It is not taken back where the caller is cancelled: what was used is booked. So that is
        waited for, unless the caller is cancelled once more.
        """
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._writer is None:
            self._writer = asyncio.create_task(self._run())
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            self._gone.add(future)
            await asyncio.wait([future])
            raise

    async def drain(self) -> None:
        """Wait until all that was added is written or refused."""
        while self._writer is not None:
            await asyncio.shield(self._writer)

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._settle(batch)
        finally:
            self._writer = None

    async def _settle(self, batch: Sequence[tuple[T, "asyncio.Future[R]"]]) -> None:
        outcome: Sequence[R | LedgerUnavailable] = [_UNFORESEEN] * len(batch)
        try:
            outcome = await self._write([item for item, _ in batch])
        except LedgerUnavailable as failure:
            outcome = [failure] * len(batch)
        finally:  # whatever happened: nobody waits for ever
            for (item, future), result in zip(batch, outcome, strict=False):
                self._resolve(future, result, item=item)

    def _resolve(
        self, future: "asyncio.Future[R]", result: R | LedgerUnavailable, *, item: object
    ) -> None:
        if future in self._gone:  # nobody waits, but somebody must hear
            self._gone.remove(future)
            future.cancel()
            if isinstance(result, LedgerUnavailable):
                _log.error("Not written, and nobody is waiting for it: %s (%s)", item, result)
        elif isinstance(result, LedgerUnavailable):
            future.set_exception(type(result)(result.message))  # each waiter raises its own
        else:
            future.set_result(result)
