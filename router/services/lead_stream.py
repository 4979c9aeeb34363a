"""How does a stream go on for those who follow it when its own caller leaves?"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

from router.services.flight import Flight
from router.services.uninterrupted import uninterrupted

__all__ = ["Send", "lead_stream"]

Send = Callable[[bytes], Awaitable[None]]


async def lead_stream(
    run: Callable[[Send], Coroutine[object, object, None]],
    send: Send,
    *,
    flight: Flight,
    going_on: set[asyncio.Task[None]],
) -> None:
    """Run a stream in a task of its own, which outlives this one while somebody follows.

    Args:
        run: passes all events to what it is given, and books the stream however it ends.
        send: reaches the caller who leads.
        flight: who follows.
        going_on: holds the tasks that have outlived their callers.
    """
    is_left = False

    async def pass_on(events: bytes) -> None:
        nonlocal is_left
        if is_left:
            return
        try:
            await send(events)
        except OSError:  # nobody listens there
            if not flight.is_followed:
                raise
            is_left = True
            flight.when_alone(task.cancel)

    task = asyncio.create_task(run(pass_on))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        is_left = True
        if flight.is_followed and not task.done():
            going_on.add(task)
            task.add_done_callback(going_on.discard)
            flight.when_alone(task.cancel)
        else:
            task.cancel()
            await uninterrupted(asyncio.wait((task,)))
        raise
