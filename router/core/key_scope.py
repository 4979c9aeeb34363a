"""Where may a key be used, and which deployments may answer it?"""

from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_network

from router.core.deployment import Deployment
from router.core.errors import InvalidRequest
from router.core.key import KeyScope
from router.core.network import Network, address_of, networks_of
from router.core.rules.names import fits_any
from router.core.tier import TIERS

__all__ = [
    "check_scope",
    "permits",
    "permits_address",
    "permits_endpoint",
]

_MOST = 64
_LONGEST = 256


def permits(scope: KeyScope | None, deployment: Deployment) -> bool:
    """Whether a deployment may answer."""
    if scope is None:
        return True
    if scope.tiers and deployment.tier.value not in scope.tiers:
        return False
    return not scope.models or _fits(scope.models)(deployment.name) is not None


def permits_endpoint(scope: KeyScope, endpoint: str | None) -> bool:
    """Whether a path may be called; one that is not known only where no limit is set."""
    if not scope.endpoints:
        return True
    return endpoint is not None and _fits(scope.endpoints)(endpoint) is not None


def permits_address(scope: KeyScope, address: str | None) -> bool:
    """Whether calls may come from an address; like `permits_endpoint`."""
    if not scope.networks:
        return True
    caller = address_of(address)
    return caller is not None and any(caller in one for one in _networks(scope.networks))


def check_scope(scope: KeyScope) -> None:
    """Refuse a scope that cannot be meant.

    Raises:
        InvalidRequest: a tier or network is none, or a list or a name is too long.
    """
    for param in ("models", "tiers", "endpoints", "networks"):
        texts: tuple[str, ...] = getattr(scope, param)
        if len(texts) > _MOST or not all(map(_is_text, texts)):
            raise InvalidRequest(
                f"'{param}' takes at most {_MOST} texts of 1 to {_LONGEST} printable characters.",
                param=param,
            )
    for tier in scope.tiers:
        if tier not in TIERS:
            raise InvalidRequest(
                f"{tier!r} is no tier. Write one of: {', '.join(TIERS)}.", param="tiers"
            )
    for endpoint in scope.endpoints:
        if not endpoint.startswith(("/", "*")):
            raise InvalidRequest(
                f"{endpoint!r} is no path. Write one such as '/v1/chat/completions' or '/v1/*'.",
                param="endpoints",
            )
    networks_of(scope.networks, param="networks")


def _is_text(text: str) -> bool:
    return text.isprintable() and 1 <= len(text) <= _LONGEST


@lru_cache(maxsize=1_024)
def _fits(patterns: tuple[str, ...]) -> Callable[[str], object]:
    return fits_any(patterns)


@lru_cache(maxsize=1_024)
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text.strip()) for text in texts)
