"""Waste `rejected`: answers of which those who asked said that they were of no use."""

from collections.abc import Mapping
from typing import ClassVar

from router.core.behaviour.asked import Asked

__all__ = ["GOOD_ENOUGH", "Rejected"]

GOOD_ENOUGH = 0.5
"""From this score on an answer was used: an edited one is worth as much."""


class Rejected:
    """Saves what they cost."""

    kind: ClassVar[str] = "rejected"
    words: ClassVar[str] = "rejected"

    def __init__(self, scores: Mapping[str, float]) -> None:
        """`scores` are those in force, by decision."""
        self._scores = scores

    def saved_nanos(self, one: Asked) -> int | None:
        """What the answer cost; None where nobody judged it, or it was used."""
        score = self._scores.get(one.decision_id)
        return one.spent_nanos if score is not None and score < GOOD_ENOUGH else None
