"""Does what was booked for a decision agree with its usage, its price and itself?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from router.core.catalog import Catalog
from router.core.deployment import Deployment
from router.core.history import Booking, Recorded
from router.core.ledger import LedgerEntry, Outcome
from router.core.money import format_usd, from_nanos, to_nanos
from router.core.price import Price

__all__ = ["Doubt", "Fault", "Sums", "examine", "takes_too_much"]


_IN_ADVANCE = (Outcome.LOST, Outcome.BATCHED)


class Fault(StrEnum):
    """What can be wrong with an entry."""

    COST = "cost"
    """It is not the usage at the price that the entry names."""
    NO_TOKENS = "no_tokens"
    """A complete answer that used nothing."""
    UNKNOWN_PRICE = "unknown_price"
    """No catalog that is kept has the price that the entry names."""
    NOWHERE = "nowhere"
    """A correction of an entry that is not there."""
    NEGATIVE = "negative"
    """Corrections took more back than was booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that does not agree."""

    fault: Fault
    decision_id: str
    words: str


@dataclass(slots=True)
class Sums:
    """How many entries there were of each outcome, and what they cost together."""

    entries: dict[Outcome, int] = field(default_factory=lambda: defaultdict(int))
    nanos: dict[Outcome, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, bookings: Sequence[Booking]) -> None:
        """Count these."""
        for booking in bookings:
            self.entries[booking.outcome] += 1
            self.nanos[booking.outcome] += booking.cost_nanos


def examine(recorded: Recorded, catalog: Catalog | None) -> Iterator[Doubt]:
    """All that does not agree; `catalog` is that of the decision, None where it is not kept."""
    for booking in recorded.bookings:
        for fault, words in _examine(booking, catalog):
            yield Doubt(fault=fault, decision_id=recorded.decision.id, words=words)


def takes_too_much(decision_id: str, entries: Sequence[LedgerEntry]) -> Iterator[Doubt]:
    """Corrections of a decision that point nowhere, or take back more than was booked."""
    nanos = {one.id: to_nanos(one.cost_usd) for one in entries if one.corrects is None}
    for one in entries:
        if one.corrects is None:
            continue
        if one.corrects not in nanos:
            words = f"{one.id} corrects {one.corrects!r}, which is not there"
            yield Doubt(fault=Fault.NOWHERE, decision_id=decision_id, words=words)
        else:
            nanos[one.corrects] += to_nanos(one.cost_usd)
    for entry_id, left in nanos.items():
        if left < 0:
            words = f"{entry_id} is corrected to USD {format_usd(from_nanos(left))}"
            yield Doubt(fault=Fault.NEGATIVE, decision_id=decision_id, words=words)


def _examine(booking: Booking, catalog: Catalog | None) -> Iterator[tuple[Fault, str]]:
    if booking.is_correction or booking.outcome in _IN_ADVANCE or booking.deployment is None:
        return  # a correction, a lost call and a batch cost what they say
    if booking.outcome is Outcome.COMPLETED and booking.usage.is_nothing:
        yield Fault.NO_TOKENS, "a complete answer without a token or unit"
    price = _price_of(booking, catalog)
    version = booking.price_version or "none"
    if price is None:
        yield Fault.UNKNOWN_PRICE, f"no catalog that is kept has the price {version!r}"
        return
    should = booking.nanos_at(price)
    if should != booking.cost_nanos:
        told, right = (format_usd(from_nanos(n)) for n in (booking.cost_nanos, should))
        yield Fault.COST, f"booked USD {told}, its usage costs USD {right} at {version!r}"


def _price_of(booking: Booking, catalog: Catalog | None) -> Price | None:
    deployment: Deployment | None = None
    if catalog is not None and booking.deployment is not None:
        deployment = catalog.called(booking.deployment)
    if deployment is None:
        return None
    return next(
        (one for one in deployment.prices.prices if one.version == booking.price_version), None
    )
