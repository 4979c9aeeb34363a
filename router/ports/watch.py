"""Who watches the traffic for anomalies, and what is known of a caller at this moment?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from router.core.caller import Caller
from router.core.facts import LastHour
from router.core.sighting import Arrival, Departure

__all__ = ["Watch", "Watched"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a decision may know of a caller's recent traffic."""

    findings: tuple[str, ...] = ()
    last_hour: LastHour | None = None
    new: tuple[str, ...] = ()


class Watch(Protocol):
    """Answers from memory, within microseconds, and never raises: every request asks."""

    def of(self, caller: Caller, *, at: datetime) -> Watched:
        """What is known of the caller now."""
        ...

    def arrived(self, arrival: Arrival) -> None:
        """A request was decided on. It is looked at a moment later."""
        ...

    def departed(self, departure: Departure) -> None:
        """A request ended and is booked."""
        ...
