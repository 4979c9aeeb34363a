"""Which of two effects is stricter? A step of a ladder only tightens what rules say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from router.core.directive import Effect
from router.core.effects import Demand, Effort, Then

__all__ = ["STRICTEST_HOLDS", "TIGHTENING", "stricter", "strictness", "tightness"]

_EFFORTS = tuple(Effort)


def _least_usd(demand: Demand) -> float:
    return 0.0 if demand.above_usd is None else float(demand.above_usd)


_MEASURES: Mapping[str, Callable[[Any], float]] = MappingProxyType(
    {
        "require_approval": _least_usd,
        "cap": lambda tier: float(tier.rank),
        "max_tokens": float,
        "reasoning_effort": lambda effort: float(_EFFORTS.index(effort)),
        "slow_down": float,
    }
)
TIGHTENING = frozenset(_MEASURES)
"""Kinds of effect of which one is stricter than another; gravest first in the table above."""

STRICTEST_HOLDS = "require_approval"
"""Of this kind the strictest effect of all rules holds, not that of the first."""


def strictness(kind: str, value: object) -> float:
    """Less is stricter. Raises KeyError for kinds that are not `TIGHTENING`."""
    return _MEASURES[kind](value)


def stricter(one: Effect[Any], other: Effect[Any] | None, *, kind: str) -> Effect[Any]:
    """The stricter of two effects; the first where they are alike."""
    if other is None or strictness(kind, one.value) <= strictness(kind, other.value):
        return one
    return other


def tightness(then: Then) -> tuple[float, ...]:
    """Sorts effects, strictest first: refusals, then caps, then shorter answers."""
    values = {kind: getattr(then, kind) for kind in _MEASURES}
    refuses = 0.0 if then.deny is not None else 1.0
    told = (float("inf") if v is None else strictness(kind, v) for kind, v in values.items())
    return (refuses, *told)
