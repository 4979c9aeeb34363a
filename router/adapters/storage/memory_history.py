"""How is the history read of a ledger in memory?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from router.core.history import Booking, Recorded, Span
from router.core.ledger import DecisionRecord, LedgerEntry
from router.core.money import to_nanos

__all__ = ["MemoryHistory"]

Booked = tuple[LedgerEntry, DecisionRecord]


class MemoryHistory:
    """Implements `History` over what is booked, oldest first."""

    def __init__(self, booked: Callable[[], Iterable[Booked]]) -> None:
        self._booked = booked

    def spans(self, since: datetime, until: datetime, *, size: int) -> Sequence[Span]:
        """The half-open interval in pieces of `size` decisions."""
        found = len(self._between(since, until))
        return [
            Span(first=first, last=first + size - 1, since=since, until=until)
            for first in range(0, found, size)
        ]

    def read(self, span: Span) -> Iterator[Recorded]:
        """The decisions of a piece, in the order of their first bookings."""
        yield from self._between(span.since, span.until)[span.first : span.last + 1]

    def one(self, decision_id: str) -> Recorded | None:
        """A decision with all its bookings."""
        found = [pair for pair in self._booked() if pair[1].id == decision_id]
        return next(iter(_by_decision(found)), None)

    def last_versions(self, since: datetime, until: datetime) -> tuple[str, str] | None:
        """Versions of the policy and the catalog that decided last."""
        found = [record for record in self._between(since, until) if not record.is_audit]
        last = found[-1].decision if found else None
        return (last.policy_version, last.catalog_version) if last else None

    def _between(self, since: datetime, until: datetime) -> list[Recorded]:
        return _by_decision(pair for pair in self._booked() if since <= pair[0].at < until)


def _by_decision(pairs: Iterable[Booked]) -> list[Recorded]:
    records: dict[str, DecisionRecord] = {}
    bookings: dict[str, list[Booking]] = {}
    for entry, record in pairs:
        records.setdefault(record.id, record)
        bookings.setdefault(record.id, []).append(_booking(entry))
    return [
        Recorded(_without_features(record), tuple(bookings[id_])) for id_, record in records.items()
    ]


def _without_features(record: DecisionRecord) -> DecisionRecord:
    facts = record.facts
    said = replace(facts.assessment, features={})
    return replace(record, facts=replace(facts, assessment=said))


def _booking(entry: LedgerEntry) -> Booking:
    return Booking(
        cost_nanos=to_nanos(entry.cost_usd),
        usage=entry.usage,
        outcome=entry.outcome,
        error_code=entry.error_code,
        deployment=entry.deployment,
        price_version=entry.price_version,
    )
