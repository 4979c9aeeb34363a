"""Who says which language a prompt is written in, where that is asked for?"""

from collections.abc import Mapping, Sequence
from typing import Protocol

__all__ = ["Languages"]


class Languages(Protocol):
    """It costs up to a hundred microseconds, so it is asked only where something depends on it."""

    def of(self, messages: Sequence[Mapping[str, object]]) -> str | None:
        """ISO 639-1 code of the turn that asks; None where unsure. Never raises."""
        ...
