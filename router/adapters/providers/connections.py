"""How are connections to providers opened, kept and closed?"""

import aiohttp

from router import __version__

__all__ = ["Connections"]

_READ_BUFFER_BYTES = 256 * 1024


class Connections:
    """One pool of connections for all providers, opened when first used.

    No limit on their number: how many calls run at once is decided before they get here.
    """

    def __init__(self, *, trust_env: bool = False, keepalive_s: float = 60.0) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._trust_env = trust_env
        self._keepalive_s = keepalive_s

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session; the first use must be on the event loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0, keepalive_timeout=self._keepalive_s, ttl_dns_cache=60
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"user-agent": f"tierwise/{__version__}", "accept": "*/*"},
                read_bufsize=_READ_BUFFER_BYTES,
                trust_env=self._trust_env,
            )
        return self._session

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
