"""How do replicas share answers in Redis?

A name tells nothing of a question, but the value is the answer as it was given: whoever can read
this Redis can read answers. Redis forgets each one when its time is over.
"""

import logging
import zlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.core.errors import AnswersUnavailable
from router.core.kept_answer import KeptAnswer, KeptCount
from router.ports.clock import Clock

__all__ = ["RedisAnswers"]

_log = logging.getLogger(__name__)
_PREFIX: Final = "tierwise:answer:"
_PATIENCE_S: Final = 0.05
"""A slow Redis must not make requests slow: then there is no kept answer."""
_AT_ONCE: Final = 100
"""So many are looked at in one question, which must not take longer than any other may."""
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
        return _read(found)

    async def put(self, name: str, kept: KeptAnswer, *, until: datetime) -> None:
        """Keep an answer until then, unless it is very long."""
        lasts_ms = int((until - self._clock.now()).total_seconds() * 1_000)
        if kept.size > _LARGEST_BYTES or lasts_ms <= 0:
            return
        try:
            await self._redis.set(_PREFIX + name, zlib.compress(_encode(kept), 1), px=lasts_ms)
        except _AWAY as error:
            self._tell(error)

    async def count(self) -> KeptCount:
        """How much all replicas keep, as it lies there."""
        answers = size_bytes = 0
        try:
            async for names in self._names():
                asked = self._redis.pipeline(transaction=False)
                for name in names:
                    asked.strlen(name)
                sizes: list[int] = await asked.execute()
                answers += sum(size > 0 for size in sizes)
                size_bytes += sum(sizes)
        except _AWAY as error:
            raise _unavailable(error) from error
        return KeptCount(where="redis", answers=answers, size_bytes=size_bytes)

    async def clear(self, mark: str | None = None) -> int:
        """Forget the answers of all replicas, or all with a mark; how many there were."""
        count = 0
        try:
            async for names in self._names():
                chosen = names if mark is None else await self._marked(names, mark)
                count += await self._redis.unlink(*chosen) if chosen else 0
        except _AWAY as error:
            raise _unavailable(error) from error
        return count

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _names(self) -> AsyncIterator[list[bytes]]:
        names: list[bytes] = []
        async for name in self._redis.scan_iter(match=f"{_PREFIX}*", count=1_000):
            names.append(name)
            if len(names) == _AT_ONCE:
                yield names
                names = []
        if names:
            yield names

    async def _marked(self, names: list[bytes], mark: str) -> list[bytes]:
        """Those that bear the mark. Each is read for it: this is done by hand, and seldom."""
        marked = []
        for name in names:
            kept = _read(await self._redis.get(name))
            if kept is not None and mark in kept.marks:
                marked.append(name)
        return marked

    def _tell(self, error: Exception) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - self._told_at_s >= _TOLD_EVERY_S:
            self._told_at_s = now_s
            _log.warning("Answers are neither kept nor given again: Redis is away (%s).", error)


def _read(found: object) -> KeptAnswer | None:
    if not isinstance(found, bytes):
        return None
    try:
        return _decode(zlib.decompress(found))
    except (zlib.error, msgspec.DecodeError):  # of another release, or damaged
        return None


def _unavailable(error: Exception) -> AnswersUnavailable:
    return AnswersUnavailable(
        f"The Redis that keeps answers is away ({type(error).__name__}), and perhaps some are "
        "there still. Try again once it is back."
    )
