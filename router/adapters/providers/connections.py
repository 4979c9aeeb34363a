"""Over which connections is a provider reached: our own, or through a proxy?"""

from collections.abc import Mapping

from router.adapters.providers.http.carrier import Carrier
from router.adapters.providers.http.direct import Direct
from router.adapters.providers.http.proxy import proxy_for

__all__ = ["Connections"]

_NO_ENVIRONMENT: Mapping[str, str] = {}


class Connections:
    """All providers share one pool, and one more for each proxy that the environment names."""

    def __init__(
        self, environment: Mapping[str, str] = _NO_ENVIRONMENT, *, keepalive_s: float = 60.0
    ) -> None:
        self._environment = environment
        self._keepalive_s = keepalive_s
        self._direct = Direct(keepalive_s=keepalive_s)
        self._proxied: dict[str, Carrier] = {}

    def carrier_to(self, url: str) -> Carrier:
        """What posts to addresses that begin like `url`."""
        proxy = proxy_for(url, self._environment)
        if proxy is None:
            return self._direct
        if proxy not in self._proxied:
            from router.adapters.providers.http.proxied import Proxied

            self._proxied[proxy] = Proxied(proxy, keepalive_s=self._keepalive_s)
        return self._proxied[proxy]

    async def close(self) -> None:
        """Close every connection; the next call opens its own."""
        await self._direct.close()
        for proxied in self._proxied.values():
            await proxied.close()
