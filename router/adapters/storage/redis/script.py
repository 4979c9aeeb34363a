"""How are the scripts in Redis called, and what does a failure mean to who must mend it?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError

from router.core.errors import ConfigurationError, LedgerUnavailable

__all__ = ["LOST", "Away", "Lost", "Scripts", "connected"]

_Arguments = tuple[int, str, bytes]

_TIMEOUT_S = 2.0
LOST = "The counters in Redis were lost, and are being made anew. Send the request again."


class Away(LedgerUnavailable):
    """Redis does not answer, or refuses; what was asked may be done or not."""


class Lost(LedgerUnavailable):
    """Redis does not have the counters of this generation; nothing was done."""


class _Script:
    def __init__(self, name: str) -> None:
        self.text = (Path(__file__).parent / name).read_text(encoding="utf-8")
        self.sha: str | None = None


class Scripts:
    """Calls of `counters.lua` and `generation.lua`; all keys lie in one slot of a cluster."""

    def __init__(self, client: Redis, *, place: str, namespace: str) -> None:
        self._client = client
        self._place = place
        self._keys = tuple(f"{{tierwise:{namespace}}}:{name}" for name in ("counts", "holds"))
        self._counters = _Script("counters.lua")
        self._generation = _Script("generation.lua")

    async def count(self, generation: int, what: str, *, given: object = ()) -> Any:
        """One atomic step on the counters of a generation.

        Raises:
            Lost: Redis does not have them.
            Away: Redis does not answer.
        """
        arguments = (generation, what, msgspec.msgpack.encode(given))
        answer = await self._call(self._counters, self._keys, arguments=arguments)
        if answer is None:
            raise Lost(LOST)
        return msgspec.msgpack.decode(answer)

    async def begin(self, generation: int, what: str, *, given: object = ()) -> Any:
        """One step towards a new generation.

        Raises:
            Away: Redis does not answer.
        """
        keys = (*self._keys, *(f"{key}:{generation}" for key in self._keys))
        arguments = (generation, what, msgspec.msgpack.encode(given))
        return msgspec.msgpack.decode(
            await self._call(self._generation, keys, arguments=arguments) or b""
        )

    async def _call(
        self, script: _Script, keys: Sequence[str], *, arguments: _Arguments
    ) -> bytes | None:
        try:
            try:
                return await self._run(script, keys, arguments=arguments)
            except NoScriptError:
                script.sha = None  # the server was restarted, or told to forget
                return await self._run(script, keys, arguments=arguments)
        except RedisError as error:
            raise Away(
                f"{self._place}: it does not answer as it should. Start it, or mend its URL; "
                f"requests are served again as soon as it answers. (Redis: {error})"
            ) from error

    async def _run(
        self, script: _Script, keys: Sequence[str], *, arguments: _Arguments
    ) -> bytes | None:
        if script.sha is None:
            script.sha = await self._client.script_load(script.text)
        answer: bytes | None = await self._client.evalsha(script.sha, len(keys), *keys, *arguments)
        return answer


def connected(url: str) -> tuple[Redis, str]:
    """A client that connects with its first use, and where Redis lies, without the password.

    Nothing is sent twice by itself: whoever asks knows what may be asked again.

    Raises:
        ConfigurationError: the URL cannot be read.
    """
    try:
        client = Redis.from_url(
            url,
            socket_timeout=_TIMEOUT_S,
            socket_connect_timeout=_TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
            client_name="tierwise",
        )
    except ValueError:
        # The message may quote the URL, which may hold the password.
        raise ConfigurationError(
            "The URL of Redis cannot be read. Write redis://user:password@host:6379/0, rediss:// "
            "for TLS, with special characters as %XX."
        ) from None
    asked = client.connection_pool.connection_kwargs
    place = asked.get("path") or f"{asked.get('host', 'localhost')}:{asked.get('port', 6379)}"
    return client, f"Redis at {place}"
