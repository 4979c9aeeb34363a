"""Which open connections wait for the next request, and for how long?"""

import asyncio

from router.adapters.providers.http.connection import Connection
from router.adapters.providers.http.target import Origin

__all__ = ["Kept"]

_LOOKS = 4
"""How often within the longest idle time the old ones are looked for."""


class Kept:
    """Idle connections by origin. The one used last goes first, so that the others get old."""

    def __init__(self, *, keepalive_s: float) -> None:
        self._keepalive_s = keepalive_s
        self._idle: dict[Origin, list[Connection]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def take(self, origin: Origin) -> Connection | None:
        """A connection that was open when last heard of."""
        idle = self._idle.get(origin)
        while idle:
            connection = idle.pop()
            if connection.is_open:
                return connection
        return None

    def put(self, origin: Origin, connection: Connection) -> None:
        """Keep `connection` for the next request."""
        loop = asyncio.get_running_loop()
        connection.idle_since_s = loop.time()
        self._idle.setdefault(origin, []).append(connection)
        if self._timer is None:
            self._timer = loop.call_later(self._keepalive_s / _LOOKS, self._look)

    def close(self) -> None:
        """Close them all."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for connection in [one for idle in self._idle.values() for one in idle]:
            connection.abort()
        self._idle.clear()

    def sweep(self, now_s: float) -> None:
        """Close those that have been idle for too long."""
        oldest_s = now_s - self._keepalive_s
        for origin, idle in list(self._idle.items()):
            for connection in idle:
                if connection.idle_since_s <= oldest_s:
                    connection.abort()
            idle[:] = [connection for connection in idle if connection.is_open]
            if not idle:
                del self._idle[origin]

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self.sweep(loop.time())
        again_s = self._keepalive_s / _LOOKS
        self._timer = loop.call_later(again_s, self._look) if self._idle else None
