"""What was decided for one request, by which rule, and at which quote?"""

from dataclasses import dataclass

from router.core.deployment import Deployment
from router.core.quote import Quote
from router.core.tier import Tier

__all__ = ["RouteDecision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteDecision:
    """The chosen deployment, what could stand in for it, and why."""

    deployment: Deployment
    fallbacks: tuple[Deployment, ...]
    tier: Tier
    rule_id: str
    """The rule that settled the tier; `requested` where the caller's own wish stood."""
    reason: str
    quote: Quote
