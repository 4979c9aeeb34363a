"""Where may a key be used, and which deployments may answer it?"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from router.core.deployment import Deployment
from router.core.errors import InvalidRequest
from router.core.key import KeyScope
from router.core.rules.names import fits_any
from router.core.tier import TIERS

__all__ = [
    "Address",
    "Network",
    "address_of",
    "check_scope",
    "networks_of",
    "permits",
    "permits_address",
    "permits_endpoint",
]

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

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


def address_of(text: str | None) -> Address | None:
    """The address that a text is; None for any other text. IPv4 within IPv6 is IPv4."""
    if text is None:
        return None
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def networks_of(texts: Sequence[str], *, param: str) -> tuple[Network, ...]:
    """Networks such as `10.0.0.0/8`; an address stands for itself.

    Raises:
        InvalidRequest: a text is no network.
    """
    return tuple(_network(text, param=param) for text in texts)


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


def _network(text: str, *, param: str) -> Network:
    try:
        return ip_network(text.strip())
    except ValueError as error:
        raise InvalidRequest(
            f"{text!r} is no network: {error}. Write one such as 10.0.0.0/8, 2001:db8::/32 or "
            "192.0.2.7.",
            param=param,
        ) from error


@lru_cache(maxsize=1_024)
def _fits(patterns: tuple[str, ...]) -> Callable[[str], object]:
    return fits_any(patterns)


@lru_cache(maxsize=1_024)
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text.strip()) for text in texts)
