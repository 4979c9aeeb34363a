"""With which keys does an issuer sign now? Found by OpenID Connect Discovery, and kept a while."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from router import __version__
from router.core.access_token import IdentityUnavailable
from router.core.errors import ConfigurationError
from router.ports.clock import Clock

if TYPE_CHECKING:
    import aiohttp

__all__ = ["IssuerKeys", "KeyDocuments", "refuse_unsafe"]

KeyDocuments = Sequence[Mapping[str, object]]
"""Public keys as JSON Web Keys."""

_WELL_KNOWN = "/.well-known/openid-configuration"
_FRESH_S = 300.0
"""A key that the issuer withdrew works no longer than this."""
_STALE_S = 3_600.0
"""While the issuer cannot be reached, the last keys are trusted for this long."""
_PAUSE_S = 10.0
"""Between two tries: whoever sends tokens with invented keys shall not make us ask each time."""
_TIMEOUT_S = 5.0
_MOST_BYTES = 1_000_000
_log = logging.getLogger(__name__)


class IssuerKeys:
    """The keys of one issuer; asked for once, however many tokens wait for them."""

    def __init__(self, issuer: str, *, clock: Clock) -> None:
        """Remember whom to ask; nobody is asked yet.

        Raises:
            ConfigurationError: the issuer is not reached over TLS, nor on this machine.
        """
        refuse_unsafe(issuer, named="TIERWISE_OIDC_ISSUER")
        self._issuer = issuer
        self._clock = clock
        self._keys: KeyDocuments | None = None
        self._fetched_s = self._tried_s = float("-inf")
        self._alone = asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None

    async def current(self) -> KeyDocuments:
        """The keys, at most a few minutes old.

        Raises:
            IdentityUnavailable: there are none, or too old ones, and the issuer cannot be asked.
        """
        # While one request asks anew, the others go on with keys that are still good.
        if self._keys is None or (self._age_s() >= _FRESH_S and not self._alone.locked()):
            await self._ask()
        if self._keys is None or self._age_s() >= _STALE_S:
            raise IdentityUnavailable(
                f"The keys of the issuer {self._issuer} cannot be had, so no identity token can be "
                "checked. Try again in a moment, or use a virtual key; the log says what is wrong."
            )
        return self._keys

    async def anew(self) -> KeyDocuments:
        """The keys after one turned up that they do not hold: asked for, unless just asked."""
        await self._ask()
        return await self.current()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _ask(self) -> None:
        tried_s = self._tried_s
        async with self._alone:
            is_answered = tried_s != self._tried_s  # by whoever asked while this one waited
            if is_answered or self._clock.monotonic_s() - self._tried_s < _PAUSE_S:
                return
            self._tried_s = self._clock.monotonic_s()
            import aiohttp  # where there is an issuer: it takes 8 MB

            try:
                self._keys = await self._fetch()
            except (aiohttp.ClientError, TimeoutError, ValueError, ConfigurationError) as error:
                _log.error(
                    "The issuer %s gives no keys: %s", self._issuer, str(error) or repr(error)
                )
            else:
                self._fetched_s = self._tried_s

    async def _fetch(self) -> KeyDocuments:
        told = await self._get(self._issuer.rstrip("/") + _WELL_KNOWN)
        if told.get("issuer") != self._issuer:
            raise ConfigurationError(
                f"it calls itself {str(told.get('issuer'))[:200]!r}. Write TIERWISE_OIDC_ISSUER "
                "exactly so, if that is the issuer you trust."
            )
        address = str(told.get("jwks_uri"))
        refuse_unsafe(address, named="jwks_uri")
        listed = (await self._get(address)).get("keys")
        if not isinstance(listed, list):
            raise ConfigurationError(f"there is no list of keys at {address}.")
        return [key for key in listed if isinstance(key, dict)]

    async def _get(self, address: str) -> Mapping[str, object]:
        received = bytearray()
        async with self._opened().get(address, allow_redirects=False) as answer:
            if answer.status != HTTPStatus.OK:
                raise ConfigurationError(f"{address} answers with status {answer.status}.")
            async for chunk in answer.content.iter_chunked(65_536):
                received += chunk
                if len(received) > _MOST_BYTES:
                    raise ConfigurationError(f"{address} sends more than a megabyte.")
        found = json.loads(received)
        if not isinstance(found, dict):
            raise ConfigurationError(f"{address} sends no JSON object.")
        return found

    def _opened(self) -> "aiohttp.ClientSession":
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"user-agent": f"tierwise/{__version__}", "accept": "application/json"},
                trust_env=True,
            )
        return self._session

    def _age_s(self) -> float:
        return self._clock.monotonic_s() - self._fetched_s


def refuse_unsafe(address: str, *, named: str) -> None:
    """Keys that somebody on the way could exchange would let in anybody.

    Raises:
        ConfigurationError: it is neither https nor on this machine.
    """
    parts = urlsplit(address)
    is_local = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    if not (parts.hostname and (parts.scheme == "https" or is_local)):
        raise ConfigurationError(
            f"{named}={address[:200]!r} is no safe address. Write one that begins with https://."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
