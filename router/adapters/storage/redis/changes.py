"""How do replicas hear at once that something changed, such as a key that was revoked?"""

import asyncio
import logging
from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.adapters.storage.redis.script import connected

__all__ = ["Changes"]

_log = logging.getLogger(__name__)
_PAUSE_S = 0.5


class Changes:
    """Says what changed, and hears it.

    Nothing depends on it: what is missed here is found by looking, a moment later.
    """

    def __init__(self, url: str, *, channel: str = "tierwise:changes") -> None:
        self._client, self._place = connected(url)
        self._channel = channel

    async def announce(self, topic: str) -> None:
        """Tell all that listen; does nothing where Redis is away."""
        try:
            await self._client.publish(self._channel, topic)
        except RedisError as error:
            _log.warning("%s: others hear of %r later: %s", self._place, topic, error)

    async def listen(self, callback: Callable[[str | None], None]) -> None:
        """Call back with each topic, until cancelled.

        With None where anything may have changed unheard: whenever listening begins.
        """
        while True:
            try:
                await _hear(self._client, self._channel, callback=callback)
            except RedisError as error:
                _log.warning("%s: changes are found by looking: %s", self._place, error)
            await asyncio.sleep(_PAUSE_S)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _hear(client: Redis, channel: str, *, callback: Callable[[str | None], None]) -> None:
    async with client.pubsub(ignore_subscribe_messages=False) as subscription:
        await subscription.subscribe(channel)
        async for message in subscription.listen():
            if message["type"] == "subscribe":
                callback(None)
            elif message["type"] == "message":
                callback(message["data"].decode())
