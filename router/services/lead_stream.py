"""How does a stream go on for those who follow it when its own caller leaves?"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

from router.services.flight import Flight
from router.services.uninterrupted import uninterrupted

__all__ = ["Send", "lead_stream"]

Send = Callable[[bytes], Awaitable[None]]
_Run = Callable[[Send], Coroutine[object, object, None]]


async def lead_stream(
    run: _Run, send: Send, *, flight: Flight, going_on: set[asyncio.Task[None]]
) -> None:
    """Run a stream in a task of its own, which outlives this one while somebody follows.

    Args:
        run: passes all events to what it is given, and books the stream however it ends.
        send: reaches the caller who leads.
        flight: who follows.
        going_on: holds the tasks that have outlived their callers.
    """
    leading = _Leading(run, send, flight=flight)
    task = leading.task
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        if flight.is_followed and not task.done():
            leading.leave()
            going_on.add(task)
            task.add_done_callback(going_on.discard)
        else:
            flight.close()
            task.cancel()
            await uninterrupted(asyncio.wait((task,)))
        raise


class _Leading:
    """A stream that runs, and whether its own caller still listens."""

    def __init__(self, run: _Run, send: Send, *, flight: Flight) -> None:
        self._send, self._flight = send, flight
        self._is_left = False
        self.task = asyncio.create_task(run(self._pass_on))

    def leave(self) -> None:
        """Its caller is gone; it ends once nobody follows any more either."""
        self._is_left = True
        self._flight.when_alone(self.task.cancel)

    async def _pass_on(self, events: bytes) -> None:
        if self._is_left:
            return
        try:
            await self._send(events)
        except OSError:  # nobody listens there
            if not self._flight.is_followed:
                self._flight.close()
                raise
            self.leave()
