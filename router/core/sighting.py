"""What do detectors see of a request: as it comes, and as it ends? Never its words."""

from dataclasses import dataclass

from router.core.caller import Caller
from router.core.ledger import Outcome
from router.core.network import address_of
from router.core.tier import Tier

__all__ = ["NOWHERE", "Arrival", "Departure", "Origin"]

_LONGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whence a request comes."""

    network: str | None = None
    """The caller's network: the first 24 bits of an IPv4 address, 48 of an IPv6 one."""
    client: str | None = None
    """The program, without its version: the first word of `User-Agent`."""

    @classmethod
    def of(cls, address: str | None, *, agent: str) -> "Origin":
        """Of an address and a `User-Agent`; what is no address is not known."""
        return cls(network=_network(address), client=_client(agent))


def _network(address: str | None) -> str | None:
    found = address_of(address)
    if found is None:
        return None
    kept = 24 if found.version == 4 else 48
    dropped = found.max_prefixlen - kept
    return f"{type(found)(int(found) >> dropped << dropped)}/{kept}"


def _client(agent: str) -> str | None:
    """`OpenAI/Python 1.40.0` is `OpenAI/Python`, `curl/8.5` is `curl`: no version is a new one."""
    name = next(iter(agent.split()), "")
    product, _, version = name.rpartition("/")
    if product and version[:1].isdigit():
        name = product
    return name[:_LONGEST] or None


NOWHERE = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A request that was decided on, also one that was refused."""

    at_s: float
    """Seconds since 1970 in UTC."""
    caller: Caller
    decision_id: str
    origin: Origin = NOWHERE
    fingerprint: str | None = None
    sketch: int | None = None
    thread: str | None = None
    turns: int = 1
    input_tokens: int = 0
    max_output_tokens: int | None = None
    wants_premium: bool = False
    """The caller itself asked for a premium tier or deployment by name."""
    tier: Tier | None = None
    """Where it was sent; None where it was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What was booked for it."""

    at_s: float
    caller: Caller
    decision_id: str
    outcome: Outcome
    error_code: str | None = None
    cost_usd: float = 0.0
    """As good as statistics need it; the exact sum stands in the ledger."""
    input_tokens: int = 0
    output_tokens: int = 0
    tier: Tier | None = None
