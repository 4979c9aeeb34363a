"""What does a policy demand of one request, and which rule demands it?"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from router.core.effects import (
    Balance,
    Demand,
    Effort,
    Failover,
    Goal,
    Hedge,
    Reuse,
    ReuseSimilar,
    Shadow,
    Stickiness,
    Timeouts,
)
from router.core.step import StepInForce
from router.core.tier import Tier

__all__ = ["Directive", "Effect"]

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Effect(Generic[T]):
    """One effect in force, and the rule that it comes from."""

    value: T
    rule_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """All that a policy demands of one request; None where no rule says anything."""

    use: Effect[Goal]
    default: Effect[Tier]
    """What applies where the deployment that is named cannot serve."""
    floor: Effect[Tier] | None = None
    cap: Effect[Tier] | None = None
    region: Effect[tuple[str, ...]] | None = None
    deny: Effect[str] | None = None
    quarantine: Effect[str] | None = None
    require_approval: Effect[Demand] | None = None
    slow_down: Effect[int] | None = None
    max_tokens: Effect[int] | None = None
    reasoning_effort: Effect[Effort] | None = None
    shadow: Effect[Shadow] | None = None
    stickiness: Effect[Stickiness] | None = None
    prompt_cache: Effect[bool] | None = None
    coach: Effect[bool] | None = None
    reuse_answers: Effect[Reuse] | None = None
    reuse_similar: Effect[ReuseSimilar] | None = None
    failover: Effect[Failover] | None = None
    timeouts: Effect[Timeouts] | None = None
    hedge: Effect[Hedge] | None = None
    balance: Effect[Balance] | None = None
    guidelines: tuple[Effect[str], ...] = ()
    headers: tuple[Effect[tuple[str, str]], ...] = ()
    steps: tuple[StepInForce, ...] = ()
    """Steps of ladders that hold, where no stricter effect replaces all of theirs."""
    thrift: float = 1.0
    """Strength of the shadow price."""

    @property
    def counts_warmth(self) -> bool:
        """Whether a warm prompt cache counts when costs are compared."""
        return self.prompt_cache is None or self.prompt_cache.value
