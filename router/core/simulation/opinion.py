"""Does whoever asked accept an answer? By how hard the work truly was, and which tier answered."""

from collections.abc import Mapping

from classifier.labels import Complexity
from router.core.feedback import Verdict
from router.core.simulation.draw import Draw
from router.core.tier import Tier

__all__ = ["acceptance", "opinion"]

_SAYS = 0.2
"""How often people say anything."""
_MENDS = 0.6
"""How many of those whose answer is not good enough mend it rather than reject it."""
_ACCEPTED: Mapping[tuple[Complexity, Tier], float] = {
    (Complexity.TRIVIAL, Tier.ECONOMY): 0.93,
    (Complexity.TRIVIAL, Tier.STANDARD): 0.95,
    (Complexity.TRIVIAL, Tier.PREMIUM): 0.96,
    (Complexity.MODERATE, Tier.ECONOMY): 0.74,
    (Complexity.MODERATE, Tier.STANDARD): 0.86,
    (Complexity.MODERATE, Tier.PREMIUM): 0.91,
    (Complexity.DEMANDING, Tier.ECONOMY): 0.45,
    (Complexity.DEMANDING, Tier.STANDARD): 0.66,
    (Complexity.DEMANDING, Tier.PREMIUM): 0.82,
}
"""Assumed, not measured: what follows from it holds as far as this does."""


def acceptance(complexity: Complexity, tier: Tier) -> float:
    """How probable it is that such an answer is accepted as it is."""
    return _ACCEPTED[complexity, tier]


def opinion(complexity: Complexity, tier: Tier, *, draw: Draw) -> Verdict | None:
    """What somebody says; None where they say nothing, as mostly."""
    if draw.share() >= _SAYS:
        return None
    if draw.share() < acceptance(complexity, tier):
        return Verdict.ACCEPTED
    return Verdict.EDITED if draw.share() < _MENDS else Verdict.REJECTED
