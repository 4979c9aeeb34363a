"""What is a deployment: one callable model at a provider, its limits, abilities and prices?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from router.core.price import PriceHistory
from router.core.tier import Tier
from router.core.usage import UsageUnit

__all__ = ["Capability", "Deployment", "Kind", "unit_of"]


class Capability(StrEnum):
    """Something a request may need and not every model can do."""

    TOOLS = "tools"
    VISION = "vision"
    AUDIO = "audio"
    JSON_MODE = "json_mode"
    JSON_SCHEMA = "json_schema"
    REASONING = "reasoning"
    """Takes `reasoning_effort`."""


class Kind(StrEnum):
    """What a deployment is called for."""

    CHAT = "chat"
    EMBEDDING = "embedding"
    MODERATION = "moderation"
    IMAGE = "image"
    """Makes or edits pictures."""
    TRANSCRIPTION = "transcription"
    """Writes down, or translates, what is said."""
    SPEECH = "speech"
    """Says what is written."""


_UNIT_OF = MappingProxyType(
    {
        Kind.IMAGE: UsageUnit.IMAGES,
        Kind.TRANSCRIPTION: UsageUnit.SECONDS,
        Kind.SPEECH: UsageUnit.CHARACTERS,
    }
)


def unit_of(kind: Kind) -> UsageUnit | None:
    """What such deployments are billed by beside tokens; None where tokens alone count."""
    return _UNIT_OF.get(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One callable model at a provider. Secrets are not here: only the names of their variables."""

    name: str
    provider: str
    model: str
    """The name that the provider knows."""
    tier: Tier
    prices: PriceHistory
    kind: Kind = Kind.CHAT
    context_window: int = 128_000
    """Input and output tokens together."""
    max_output_tokens: int = 16_384
    capabilities: frozenset[Capability] = frozenset()
    abilities: Mapping[str, float] = field(default_factory=dict)
    """Ability by task group, on the scale of item response theory; empty where unknown."""
    region: str | None = None
    """Where data is processed, in the organisation's own words, such as `eu`."""
    cache_ttl_s: int = 300
    """How long the provider keeps a prompt's prefix warm after its last use."""
    api_base: str | None = None
    """Overrides the provider's address."""
    api_key_env: str | None = None
    """Overrides the name of the environment variable that holds the provider's key."""
    api_version: str | None = None
    """For providers whose addresses carry one (Azure)."""
    weight: int = 1
    """Its share among deployments that cost the same, where policy balances by weight."""
