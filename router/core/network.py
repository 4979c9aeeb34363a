"""Which address is a text, and which network?"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from router.core.errors import InvalidRequest

__all__ = ["Address", "Network", "address_of", "networks_of"]

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network


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


def _network(text: str, *, param: str) -> Network:
    try:
        return ip_network(text.strip())
    except ValueError as error:
        raise InvalidRequest(
            f"{text!r} is no network: {error}. Write one such as 10.0.0.0/8, 2001:db8::/32 or "
            "192.0.2.7.",
            param=param,
        ) from error
