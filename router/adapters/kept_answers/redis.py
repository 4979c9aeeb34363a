"""How do replicas share answers in Redis?

A name tells nothing of a question, but the value is the answer as it was given: whoever can read
this Redis can read answers. Redis forgets each one when its time is over.
"""

import logging
import zlib
from datetime import datetime
from typing import Final

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.core.kept_answer import KeptAnswer
from router.ports.clock import Clock

__all__ = ["RedisAnswers"]

_log = logging.getLogger(__name__)
_PREFIX: Final = "tierwise:answer:"
_PATIENCE_S: Final = 0.05
"""A slow Redis must not make requests slow: then there is no kept answer."""
_LARGEST_BYTES: Final = 4_000_000
_TOLD_EVERY_S: Final = 60.0
_AWAY: Final = (RedisError, OSError, TimeoutError)
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(KeptAnswer).decode


class RedisAnswers:
    """Implements `KeptAnswers` for all replicas on one Redis."""

    def __init__(self, url: str, *, clock: Clock) -> None:
        self._clock = clock
        self._told_at_s = -_TOLD_EVERY_S
        self._redis = Redis.from_url(
            url, socket_timeout=_PATIENCE_S, socket_connect_timeout=_PATIENCE_S
        )

    async def get(self, name: str) -> KeptAnswer | None:
        """The answer under this name; None where there is none, or Redis is away."""
        try:
            found = await self._redis.get(_PREFIX + name)
        except _AWAY as error:
            self._tell(error)
            return None
        if not isinstance(found, bytes):
            return None
        try:
            return _decode(zlib.decompress(found))
        except (zlib.error, msgspec.DecodeError):  # of another release, or damaged
            return None

    async def put(self, name: str, kept: KeptAnswer, *, until: datetime) -> None:
        """Keep an answer until then, unless it is very long."""
        lasts_ms = int((until - self._clock.now()).total_seconds() * 1_000)
        if kept.size > _LARGEST_BYTES or lasts_ms <= 0:
            return
        try:
            await self._redis.set(_PREFIX + name, zlib.compress(_encode(kept), 1), px=lasts_ms)
        except _AWAY as error:
            self._tell(error)

    async def clear(self) -> int:
        """Forget all answers, of all replicas; how many there were."""
        count = 0
        try:
            async for name in self._redis.scan_iter(match=f"{_PREFIX}*", count=1_000):
                count += await self._redis.unlink(name)
        except _AWAY as error:
            self._tell(error)
        return count

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _tell(self, error: Exception) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - self._told_at_s >= _TOLD_EVERY_S:
            self._told_at_s = now_s
            _log.warning("Answers are neither kept nor given again: Redis is away (%s).", error)
