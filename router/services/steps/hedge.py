"""A call is slow, and a second one is made: who answers sooner? The other is ended, and booked."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TypeVar

from router.services.uninterrupted import uninterrupted

__all__ = ["sooner"]

T = TypeVar("T")
Try = Coroutine[object, object, T]


async def sooner(
    first: Try[T],
    second: Callable[[], Awaitable[Try[T] | None]],
    *,
    after_s: float,
    discard: Callable[[T], Awaitable[object]],
) -> T:
    """The result of whichever succeeds first; what the last one raised where none does.

    Args:
        first: the call; it books itself where it fails or is cancelled.
        second: makes another, of the same kind; None where there is to be none.
        after_s: how long the first has time until then.
        discard: books what a call brought although nobody wants it any more.
    """
    calls = [asyncio.create_task(first)]
    try:
        await asyncio.wait(calls, timeout=after_s)
        if not calls[0].done():
            other = await second()
            if other is not None:
                calls.append(asyncio.create_task(other))
        won = await _first_good(calls)
    except asyncio.CancelledError:
        await uninterrupted(_end(calls, discard))
        raise
    try:
        await uninterrupted(_end([call for call in calls if call is not won], discard))
    except asyncio.CancelledError:  # in just that moment nobody wants the winner's any more either
        await uninterrupted(_end([won], discard))
        raise
    return won.result()


async def _first_good(calls: "list[asyncio.Task[T]]") -> "asyncio.Task[T]":
    """The first that succeeds; the last of all where none does."""
    waiting = set(calls)
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for call in calls:
            if call in done and not call.cancelled() and call.exception() is None:
                return call
    return calls[-1]


async def _end(calls: "list[asyncio.Task[T]]", discard: Callable[[T], Awaitable[object]]) -> None:
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    for call in calls:
        if not call.cancelled() and call.exception() is None:
            await discard(call.result())
