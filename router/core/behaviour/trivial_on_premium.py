"""Waste `trivial_on_premium`: work that the cheapest tier does was done on the dearest."""

from typing import ClassVar

from router.core.behaviour.asked import Asked

__all__ = ["TrivialOnPremium"]


class TrivialOnPremium:
    """Saves the difference to the dearest economy deployment; important work is left out."""

    kind: ClassVar[str] = "trivial_on_premium"
    words: ClassVar[str] = "trivial on premium"

    def saved_nanos(self, one: Asked) -> int | None:
        """What the same tokens would have cost less; None where it is not of this kind."""
        if one.economy_nanos is None:
            return None
        return max(one.spent_nanos - one.economy_nanos, 0)
