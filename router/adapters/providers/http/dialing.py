"""How does a connection to an origin come about: name, address, socket, TLS?"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from functools import cached_property

import aiohappyeyeballs

from router.adapters.providers.http.connection import Connection
from router.adapters.providers.http.failures import NoConnection, Stage, TookTooLong
from router.adapters.providers.http.target import Origin

__all__ = ["Dialing"]

_NAMES_HOLD_S = 60.0
_NEXT_ADDRESS_AFTER_S = 0.25
"""Where the first address stays silent, the next is tried beside it (RFC 8305)."""

_Addresses = list[tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]]


class Dialing:
    """Opens connections; remembers for a minute which addresses a name has."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        """`tls` says whose certificates are trusted; by default those that this machine trusts."""
        self._given_tls = tls
        self._names: dict[Origin, tuple[float, _Addresses]] = {}

    async def __call__(
        self, origin: Origin, *, made: Callable[[], Connection], within_s: float
    ) -> Connection:
        """An open connection.

        Raises:
            NoConnection: nobody is there, or not who should be.
            TookTooLong: it did not come about in time.
        """
        try:
            async with asyncio.timeout(within_s):
                return await self._dial(origin, made=made)
        except TimeoutError:
            raise TookTooLong(Stage.CONNECT, waited_s=within_s) from None
        except OSError as error:  # of TLS too
            self._names.pop(origin, None)
            raise NoConnection(str(error) or type(error).__name__) from None

    async def _dial(self, origin: Origin, *, made: Callable[[], Connection]) -> Connection:
        loop = asyncio.get_running_loop()
        addresses = await self._addresses(origin)
        connected = await aiohappyeyeballs.start_connection(
            addresses, happy_eyeballs_delay=_NEXT_ADDRESS_AFTER_S, interleave=1
        )
        try:
            _, connection = await loop.create_connection(
                made,
                sock=connected,
                ssl=self._tls if origin.is_tls else None,
                server_hostname=origin.host if origin.is_tls else None,
            )
        except BaseException:
            connected.close()
            raise
        return connection

    async def _addresses(self, origin: Origin) -> _Addresses:
        loop = asyncio.get_running_loop()
        known = self._names.get(origin)
        if known is not None and loop.time() < known[0]:
            return known[1]
        found = await loop.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
        addresses: _Addresses = [tuple(one) for one in found]  # type: ignore[misc]
        self._names[origin] = (loop.time() + _NAMES_HOLD_S, addresses)
        return addresses

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = self._given_tls or ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        return context
