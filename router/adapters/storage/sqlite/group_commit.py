"""How do concurrent requests share one transaction?"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from router.core.errors import LedgerUnavailable

__all__ = ["GroupCommit", "WriterBusy"]

T = TypeVar("T")
R = TypeVar("R")
_log = logging.getLogger(__name__)
_RETRY_S = 0.002
_QUIET_TURNS = 4
"""So many turns of the loop in which nothing is added end the waiting; idle, they take 20 us.

A commit costs as much as five rows. At 16 requests at once, one after each turn would write 2
together; after four quiet turns it is 7, which saves 50 us of 150 for each request.
"""
_MOST_WAIT_S = 0.004
_MOST_AT_ONCE = 64
_LONELY = 8
"""After so many batches of one item nobody is waited for, until two come in one turn."""
_UNFORESEEN = LedgerUnavailable("The ledger failed in a way that nobody foresaw. See the log.")


class WriterBusy(LedgerUnavailable):
    """Another process writes at this moment; nothing was written, trying again may help."""


class GroupCommit(Generic[T, R]):
    """Collects what is added in a few turns of the event loop and writes it together.

    `write` runs on the event loop and takes all that is waiting; it returns for each item its
    result, or the error by which it was refused on its own, or raises `LedgerUnavailable` if
    nothing was written.
    """

    def __init__(
        self,
        write: Callable[[Sequence[T]], Sequence[R | LedgerUnavailable]],
        *,
        patience_s: float,
    ) -> None:
        self._write = write
        self._patience_s = patience_s
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._lonely = 0

    def add(self, item: T) -> "asyncio.Future[R]":
        """Write `item` as soon as nobody adds any more; done once it is written.

        Cancelling the future does not take the item back: what was used is booked.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        self._waiting.append((item, future))
        if len(self._waiting) == 1:
            now_s = loop.time()
            if self._lonely < _LONELY:
                loop.call_soon(self._gather, _Waiting(loop, now_s + _MOST_WAIT_S))
            else:
                loop.call_soon(self._flush, loop, now_s + self._patience_s)
        return future

    def hurry(self) -> None:
        """Write what is waiting now, and wait for nobody else."""
        loop = asyncio.get_running_loop()
        self._flush(loop, loop.time() + self._patience_s)

    async def drain(self) -> None:
        """Write all that is waiting."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + self._patience_s
        while self._waiting:
            try:
                self._settle(is_last_try=loop.time() >= deadline_s)
            except WriterBusy:
                await asyncio.sleep(_RETRY_S)

    def _gather(self, waiting: "_Waiting") -> None:
        """Write, unless others are still adding."""
        if waiting.is_over(len(self._waiting)):
            self._flush(waiting.loop, waiting.loop.time() + self._patience_s)
        else:
            waiting.loop.call_soon(self._gather, waiting)

    def _flush(self, loop: asyncio.AbstractEventLoop, deadline_s: float) -> None:
        if not self._waiting:
            return  # `drain` or `hurry` was faster
        try:
            self._settle(is_last_try=loop.time() >= deadline_s)
        except WriterBusy:
            loop.call_later(_RETRY_S, self._flush, loop, deadline_s)

    def _settle(self, *, is_last_try: bool) -> None:
        waiting, self._waiting = self._waiting, []
        self._lonely = self._lonely + 1 if len(waiting) == 1 else 0
        outcome: Sequence[R | LedgerUnavailable] = [_UNFORESEEN] * len(waiting)
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
            for (item, future), result in zip(waiting, outcome, strict=False):
                _resolve(future, result, item=item)


class _Waiting:
    """How long one batch waits for more."""

    def __init__(self, loop: asyncio.AbstractEventLoop, until_s: float) -> None:
        self.loop = loop
        self._until_s = until_s
        self._found = 1
        self._quiet_turns = 0

    def is_over(self, found: int) -> bool:
        """Whether a batch that has grown to `found` in this turn is to be written now."""
        self._quiet_turns = 0 if found > self._found else self._quiet_turns + 1
        self._found = found
        return (
            self._quiet_turns >= _QUIET_TURNS
            or found >= _MOST_AT_ONCE
            or self.loop.time() >= self._until_s
        )


def _resolve(future: "asyncio.Future[R]", result: R | LedgerUnavailable, *, item: object) -> None:
    if future.done():  # cancelled: nobody waits, but somebody must hear
        if isinstance(result, LedgerUnavailable):
            _log.error("Not written, and nobody is waiting for it: %s (%s)", item, result)
    elif isinstance(result, LedgerUnavailable):
        kind = LedgerUnavailable if isinstance(result, WriterBusy) else type(result)
        future.set_exception(kind(result.message))  # each raises its own
    else:
        future.set_result(result)
