"""Whence does a request come: from which network, by which program?"""

from functools import lru_cache

from starlette.requests import Request

from router.api.credentials import caller_address
from router.api.services import container_of
from router.core.sighting import Origin

__all__ = ["origin_of"]

_LONGEST = 256
"""Of a `User-Agent`: its first word is asked for, and no caller shall fill the memory."""


def origin_of(request: Request) -> Origin:
    """As much as tells a new place or program from the usual ones, and no single device."""
    trusted = container_of(request).settings.trusted_proxies
    agent = request.headers.get("user-agent", "")
    return _origin(caller_address(request, trusted=trusted), agent[:_LONGEST])


@lru_cache(maxsize=4_096)
def _origin(address: str | None, agent: str) -> Origin:
    """The same few callers come again and again, and an address takes long to read."""
    return Origin.of(address, agent=agent)
