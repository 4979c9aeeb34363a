"""Waste `unused`: answers that were not read to their end, cut off, or one of several."""

from typing import ClassVar

from router.core.behaviour.asked import Asked

__all__ = ["Unused"]


class Unused:
    """Saves what cancelled and cut answers cost, and of several choices the output of all but one.

    Which of several choices was used is not known; one at most.
    """

    kind: ClassVar[str] = "unused"
    words: ClassVar[str] = "cancelled, cut or spare"

    def saved_nanos(self, one: Asked) -> int | None:
        """What could have been saved; None where the one answer was read to its end."""
        if one.is_cancelled or one.is_cut:
            return one.spent_nanos
        return one.spare_nanos
