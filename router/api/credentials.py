"""Which secret does a caller send, and from which address does it call?"""

from collections.abc import Sequence

from starlette.requests import Request

from router.core.key import KEY_PREFIX
from router.core.network import Network, address_of

__all__ = ["caller_address", "endpoint_of", "secret_of"]

_HEADERS = (
    "authorization",
    "x-api-key",
    "api-key",
    "x-goog-api-key",
    "x-bf-vk",
    "helicone-auth",
)
"""Where clients of providers and of other gateways put their keys; the first one wins."""
_BEARERS = ("authorization", "helicone-auth")
_MOST_HOPS = 16


def secret_of(request: Request) -> str | None:
    """The virtual key, in whichever header; where there is none, the first other secret.

    A client of another gateway may send a provider's key beside ours.
    """
    other: str | None = None
    for name in _HEADERS:
        secret = _secret(name, request.headers.get(name))
        if secret is not None:
            if secret.startswith(KEY_PREFIX):
                return secret
            other = other or secret
    return other


def endpoint_of(request: Request) -> str:
    """The path that is called, as routes see it: not what a Host header may add to an address."""
    return str(request.scope["path"])


def caller_address(request: Request, *, trusted: Sequence[Network] = ()) -> str | None:
    """The address that calls, as far as it is proved; None where it is not known.

    What `X-Forwarded-For` says counts only from the right, and only as far as each address that
    says it is a trusted proxy: what stands further left anybody can have written.
    """
    peer = request.client.host if request.client else None
    if not trusted or peer is None:
        return peer
    hops = ",".join(request.headers.getlist("x-forwarded-for")).rsplit(",", _MOST_HOPS)
    caller = address_of(peer)
    while caller is not None and any(caller in network for network in trusted):
        hop = hops.pop().strip() if hops else ""
        if not hop:
            break
        caller = address_of(_without_port(hop))
    return None if caller is None else str(caller)


def _secret(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip() or None
    if name in _BEARERS:
        return None
    return value.strip() or None


def _without_port(hop: str) -> str:
    """Some proxies write the port as well: `192.0.2.7:443`, `[2001:db8::1]:443`."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
