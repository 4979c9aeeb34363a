"""What was decided for one request, by which rule, and at which quote?"""

from dataclasses import dataclass

from router.core.deployment import Deployment
from router.core.directive import Effect
from router.core.effects import Effort, Failover, Hedge, Reuse, ReuseSimilar, Shadow, Timeouts
from router.core.quote import Quote
from router.core.step import StepInForce
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
    grant_id: str | None = None
    """The grant that the request draws on, where a rule demands approval."""
    slow_down: Effect[int] | None = None
    """The most requests of the key in any minute."""
    is_coached: bool = False
    """Whether the answer carries a tip."""
    reuse_answers: Effect[Reuse] | None = None
    """For how long the answer to an identical request is given again, and to whom."""
    reuse_similar: Effect[ReuseSimilar] | None = None
    """For how long the answer to a request that means the same is given again, and to whom."""
    failover: Effect[Failover] | None = None
    """How often a failed call is tried again, and where; None for the usual."""
    timeouts: Effect[Timeouts] | None = None
    """How long the provider is waited for; None for the service's own settings."""
    hedge: Effect[Hedge] | None = None
    """When a second deployment is asked too."""
    steps: tuple[StepInForce, ...] = ()
    """The steps of ladders that hold for it."""
    guidelines: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
