"""Who says how hard a prompt is, where that is asked for?"""

from collections.abc import Mapping, Sequence
from typing import Protocol

__all__ = ["Difficulty"]


class Difficulty(Protocol):
    """It costs tens of microseconds, so it is asked only where something depends on it."""

    def of(self, messages: Sequence[Mapping[str, object]]) -> float | None:
        """The difficulty, in logits; None where there is no text to judge. Never raises."""
        ...
