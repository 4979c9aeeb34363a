"""What was decided for one request, by which rule, and at which quote?"""

from dataclasses import dataclass

from router.core.deployment import Deployment
from router.core.directive import Effect
from router.core.effects import Effort, Shadow
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
    max_output_tokens: int | None = None
    """The limit that policy sets on one answer, where the caller asked for more or for none."""
    reasoning_effort: Effort | None = None
    """The most effort that policy permits, where the deployment takes one."""
    shadow: Effect[Shadow] | None = None
    guidelines: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
