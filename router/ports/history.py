"""What was decided and booked, read in bulk; and which rulebooks decided?

Both are handed to worker processes, so they can be pickled and open what they read by themselves.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from router.core.history import Recorded, Span
from router.core.routing import Rulebook

__all__ = ["History", "PastRulebooks"]


class History(Protocol):
    """Every decision of a time, exactly once, with what was booked for it within that time.

    A decision belongs to the time of its bookings: so the sums are those of the ledger. Its facts
    come without the features that the classifier measured: they decide nothing. Raises
    `LedgerUnavailable` where the store cannot be read.
    """

    def spans(self, since: datetime, until: datetime, *, size: int) -> Sequence[Span]:
        """The half-open interval [since, until) in pieces of about `size` bookings."""
        ...

    def read(self, span: Span) -> Iterator[Recorded]:
        """The decisions of a piece, always in the same order."""
        ...

    def one(self, decision_id: str) -> Recorded | None:
        """A decision with all its bookings."""
        ...

    def last_versions(self, since: datetime, until: datetime) -> tuple[str, str] | None:
        """Versions of the policy and the catalog that decided last; None where nothing did."""
        ...


class PastRulebooks(Protocol):
    """The rulebooks that ever decided, by version."""

    def find(self, *, policy_version: str, catalog_version: str) -> Rulebook | None:
        """The rulebook with these versions."""
        ...

    def catalogs(self) -> Sequence[str]:
        """The versions of all catalogs that are kept, in the order of their names."""
        ...
