"""What is known of a past decision: its record, and what was booked for it?"""

from dataclasses import dataclass
from datetime import datetime

from router.core.ledger import DecisionRecord, Outcome
from router.core.money import to_nanos
from router.core.price import Price, cost_of
from router.core.traffic import AUDIT_CALLER
from router.core.usage import Usage

__all__ = ["Booking", "Recorded", "Span"]


@dataclass(frozen=True, slots=True)
class Booking:
    """What of a ledger entry a replay needs; whole nano-USD, so that sums are exact and quick."""

    cost_nanos: int
    usage: Usage
    outcome: Outcome
    error_code: str | None
    deployment: str | None
    """None where nobody was called."""
    price_version: str | None

    @property
    def is_correction(self) -> bool:
        """Whether it changes what was booked, up or down; no call is behind it."""
        return self.outcome is Outcome.CORRECTED or self.cost_nanos < 0

    def nanos_at(self, price: Price) -> int:
        """What the same call costs at a price. One that failed and used nothing is free."""
        used = not self.usage.is_nothing or self.outcome is not Outcome.FAILED
        is_free = self.deployment is None or self.is_correction or not used
        return 0 if is_free else to_nanos(cost_of(self.usage, price))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision, and the bookings on it in the time that is looked at."""

    decision: DecisionRecord
    bookings: tuple[Booking, ...]

    @property
    def booked_nanos(self) -> int:
        """The ledger's sum, in nano-USD."""
        if len(self.bookings) == 1:  # as a rule
            return self.bookings[0].cost_nanos
        return sum(booking.cost_nanos for booking in self.bookings)

    @property
    def is_audit(self) -> bool:
        """Whether an audit asked a second time; its own rule decided, and no policy."""
        return self.decision.facts.caller.key_id == AUDIT_CALLER.key_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of history that one worker reads at once; `first` and `last` are the store's own."""

    first: int
    last: int
    since: datetime
    until: datetime
    shared: frozenset[str] = frozenset()
    """Decisions with several bookings, of which some may lie in other pieces."""
