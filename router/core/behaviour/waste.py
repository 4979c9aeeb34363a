"""What is a kind of waste: which requests are of it, and what could have been saved?"""

from typing import ClassVar, Protocol

from router.core.behaviour.asked import Asked

__all__ = ["Waste"]


class Waste(Protocol):
    """One kind. It sees the requests of a time once each, in the order of booking."""

    kind: ClassVar[str]
    words: ClassVar[str]
    """As a heading says it; of the work, never of those who did it."""

    def saved_nanos(self, one: Asked) -> int | None:
        """What could have been saved of a request; None where it is not of this kind."""
        ...
