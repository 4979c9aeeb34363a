"""How do concurrent requests share one transaction?"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from router.core.errors import LedgerUnavailable

__all__ = ["GroupCommit", "WriterBusy"]

T = TypeVar("T")
_log = logging.getLogger(__name__)
_RETRY_S = 0.002
_UNFORESEEN = LedgerUnavailable("The ledger failed in a way that nobody foresaw. See the log.")


class WriterBusy(LedgerUnavailable):
    """Another process writes at this moment; nothing was written, trying again may help."""


class GroupCommit(Generic[T]):
    """Collects what is added in one turn of the event loop and writes it together.

    `write` runs on the event loop and takes all that is waiting; it returns an error for each
    item that was refused on its own, or raises `LedgerUnavailable` if nothing was written.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], Sequence[LedgerUnavailable | None]],
        *,
        patience_s: float,
    ) -> None:
        self._write = write
        self._patience_s = patience_s
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []

    def add(self, item: T) -> asyncio.Future[None]:
        """Write `item` at the end of this turn; done once it is written.

        Cancelling the future does not take the item back: what was used is booked.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._waiting.append((item, future))
        if len(self._waiting) == 1:
            loop.call_soon(self._flush, loop, loop.time() + self._patience_s)
        return future

    async def drain(self) -> None:
        """Write all that is waiting."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + self._patience_s
        while self._waiting:
            try:
                self._settle(is_last_try=loop.time() >= deadline_s)
            except WriterBusy:
                await asyncio.sleep(_RETRY_S)

    def _flush(self, loop: asyncio.AbstractEventLoop, deadline_s: float) -> None:
        if not self._waiting:
            return  # `drain` was faster
        try:
            self._settle(is_last_try=loop.time() >= deadline_s)
        except WriterBusy:
            loop.call_later(_RETRY_S, self._flush, loop, deadline_s)

    def _settle(self, *, is_last_try: bool) -> None:
        waiting, self._waiting = self._waiting, []
        outcome: Sequence[LedgerUnavailable | None] = [_UNFORESEEN] * len(waiting)
        try:
            outcome = self._write([item for item, _ in waiting])
        except WriterBusy as busy:
            if not is_last_try:
                waiting, self._waiting = [], waiting
                raise
            outcome = [busy] * len(waiting)
        except LedgerUnavailable as failure:
            outcome = [failure] * len(waiting)
        finally:  # whatever happened: nobody waits for ever
            for (item, future), error in zip(waiting, outcome, strict=False):
                _resolve(future, error, item=item)


def _resolve(
    future: asyncio.Future[None], error: LedgerUnavailable | None, *, item: object
) -> None:
    if future.done():  # cancelled: nobody waits, but somebody must hear
        if error is not None:
            _log.error("Not booked, and nobody is waiting for it: %s (%s)", item, error)
    elif error is None:
        future.set_result(None)
    else:
        future.set_exception(LedgerUnavailable(error.message))
