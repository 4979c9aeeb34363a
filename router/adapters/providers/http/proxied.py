"""How is a provider reached through a proxy? By aiohttp: few need it, and CONNECT is intricate.

Whoever needs no proxy does not import this: aiohttp takes 8 MB and a seventh of a second to load.
"""

import asyncio
import io

import aiohttp
from typing_extensions import override
from yarl import URL

from router.adapters.providers.http.carrier import Carrier, Reply
from router.adapters.providers.http.failures import (
    BadAddress,
    HttpFailure,
    HungUp,
    NoConnection,
    NotHttp,
    Stage,
    TookTooLong,
)
from router.adapters.providers.http.target import Target
from router.adapters.providers.http.waiting import Waiting
from router.core.patience import Patience

__all__ = ["Proxied"]

_READ_BUFFER_BYTES = 256 * 1024
_LARGE_BODY_BYTES = 1024 * 1024
_FAILURES = (aiohttp.ClientError, OSError, ValueError)
"""All that aiohttp raises: timeouts are `OSError`s, malformed addresses `ValueError`s."""


class Proxied(Carrier):
    """Posts through one proxy; the session opens with its first use."""

    def __init__(self, proxy: str, *, keepalive_s: float = 60.0) -> None:
        self._proxy = proxy
        self._keepalive_s = keepalive_s
        self._session: aiohttp.ClientSession | None = None

    @override
    async def post(
        self, target: Target, *, body: bytes, patience: Patience, wants_whole: bool
    ) -> Reply:
        waiting = Waiting(patience)
        failure: HttpFailure
        try:
            async with asyncio.timeout_at(waiting.until_s()):
                response = await self._opened().post(
                    URL(target.url),
                    data=body if len(body) < _LARGE_BODY_BYTES else io.BytesIO(body),
                    headers=target.headers,
                    allow_redirects=False,
                    proxy=self._proxy,
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=patience.connect_s),
                )
        except _FAILURES as error:
            failure = _failure_of(error, late=waiting.late(), connect_s=patience.connect_s)
        else:
            return _ProxiedReply(response, waiting=waiting)
        raise failure  # outside of `except`: aiohttp's exceptions hold the headers, and the key

    @override
    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0, keepalive_timeout=self._keepalive_s, ttl_dns_cache=60
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                read_bufsize=_READ_BUFFER_BYTES,
            )
        return self._session


class _ProxiedReply(Reply):
    def __init__(self, response: aiohttp.ClientResponse, *, waiting: Waiting) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self._response = response
        self._waiting = waiting

    @override
    async def read(self) -> bytes:
        failure: HttpFailure
        try:
            async with asyncio.timeout_at(self._waiting.until_s()):
                data = await self._response.content.readany()
        except _FAILURES as error:
            self._response.close()
            failure = _failure_of(error, late=self._waiting.late())
        else:
            self._waiting.heard()
            return data
        raise failure

    @override
    async def finish(self) -> None:
        self._response.release()

    @override
    async def aclose(self) -> None:
        self._response.close()


def _failure_of(error: Exception, *, late: TookTooLong, connect_s: float = 0.0) -> HttpFailure:
    reason = str(error) or type(error).__name__
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return TookTooLong(Stage.CONNECT, waited_s=connect_s)
    if isinstance(error, TimeoutError):
        return late
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ClientSSLError):
        return NoConnection(reason)
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return NoConnection(f"the proxy answers {error.status}")
    if isinstance(error, aiohttp.ClientResponseError):
        return NotHttp(f"what is no HTTP ({error.message[:200]})")
    return BadAddress("it cannot be sent") if isinstance(error, ValueError) else HungUp(reason)
