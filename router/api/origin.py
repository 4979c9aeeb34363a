"""Whence does a request come: from which network, by which program?"""

from starlette.requests import Request

from router.api.credentials import caller_address
from router.api.services import container_of
from router.core.sighting import Origin

__all__ = ["origin_of"]


def origin_of(request: Request) -> Origin:
    """As much as tells a new place or program from the usual ones, and no single device."""
    trusted = container_of(request).settings.trusted_proxies
    return Origin.of(
        caller_address(request, trusted=trusted), agent=request.headers.get("user-agent", "")
    )
