"""Which classes of deployments are there, from cheap to dear?"""

from enum import StrEnum

__all__ = ["TIERS", "Tier"]


class Tier(StrEnum):
    """A named class of deployments; members are ordered by price and ability."""

    ECONOMY = "economy"
    STANDARD = "standard"
    PREMIUM = "premium"

    @property
    def rank(self) -> int:
        """0 for the cheapest tier."""
        return _RANKS[self]


TIERS = tuple(Tier)
_RANKS = {tier: rank for rank, tier in enumerate(TIERS)}
