"""What did the answers cost, and what had they cost all in one tier?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from router.cli.demo.outcome import Decided, Offer
from router.core.money import ZERO_USD
from router.core.price import cost_of
from router.core.tier import Tier

__all__ = ["AllInOneTier", "Costs", "compare_costs", "ratio"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllInOneTier:
    """The cost of every answer's tokens at one deployment's price."""

    deployment: str
    cost_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What was booked, beside both extremes; None where the catalog has no such tier."""

    answers: int
    actual_usd: Decimal
    premium: AllInOneTier | None
    economy: AllInOneTier | None
    simulated: int
    """How many answers, and so their token counts, came from no model."""
    estimated: int
    """How many answers had their tokens counted by Tierwise, not by the provider."""


def compare_costs(decided: Sequence[Decided], offers: Sequence[Offer]) -> Costs:
    """Actual cost against always-premium and always-economy."""
    simulated = {offer.name for offer in offers if offer.is_simulated}
    return Costs(
        answers=len(decided),
        actual_usd=sum((one.cost_usd for one in decided), start=ZERO_USD),
        premium=_all_in(Tier.PREMIUM, decided, offers=offers),
        economy=_all_in(Tier.ECONOMY, decided, offers=offers),
        simulated=sum(one.deployment in simulated for one in decided),
        estimated=sum(one.usage.is_estimated for one in decided),
    )


def ratio(part_usd: Decimal, whole_usd: Decimal) -> Decimal | None:
    """Part by whole; None where the whole is free."""
    return part_usd / whole_usd if whole_usd else None


def _all_in(
    tier: Tier, decided: Sequence[Decided], *, offers: Sequence[Offer]
) -> AllInOneTier | None:
    """The cheapest deployment of `tier` for just these answers."""
    candidates = [
        AllInOneTier(
            deployment=offer.name,
            cost_usd=sum((cost_of(one.usage, offer.price) for one in decided), start=ZERO_USD),
        )
        for offer in offers
        if offer.tier is tier
    ]
    return min(candidates, key=lambda candidate: candidate.cost_usd, default=None)
