"""What does a foreign configuration become here, before it is written down?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from router.core.deployment import Capability, Kind
from router.core.importing.source import Note
from router.core.tier import Tier

__all__ = ["Imported", "ImportedBudget", "ImportedDeployment", "ImportedRule", "Prices"]

Prices = Mapping[str, Decimal]
"""Prices by their names in a catalog, such as `input_usd_per_mtok`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDeployment:
    """A line of the catalog. What is None comes from the price list."""

    name: str
    model: str
    tier: Tier
    line: int
    kind: Kind | None = None
    api_base: str | None = None
    api_key_env: str | None = None
    api_version: str | None = None
    region: str | None = None
    prices: Prices | None = None
    context_window: int | None = None
    max_output_tokens: int | None = None
    capabilities: tuple[Capability, ...] | None = None
    held_back: str | None = None
    """Why it stands in the catalog only as a comment, to be completed; None where it is whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRule:
    """A rule of the policy, as it is written."""

    id: str
    reason: str
    when: Mapping[str, object]
    then: Mapping[str, object]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedBudget:
    """A budget of the policy."""

    id: str
    limit_usd: Decimal
    per: str
    line: int
    timezone: str | None = None
    scope: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """All that a foreign configuration became, and what became of each of its keys."""

    origin: str
    """Name of the format."""
    file: str
    deployments: tuple[ImportedDeployment, ...]
    notes: tuple[Note, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[ImportedRule, ...] = ()
    budgets: tuple[ImportedBudget, ...] = ()
    default_tier: Tier = Tier.STANDARD
    default_reason: str = "No rule of the import applies."
    proposals: tuple[str, ...] = ()
    """Sentences on what to try next."""
