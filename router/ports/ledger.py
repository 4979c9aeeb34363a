"""Where is spend written down, and read again?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from router.core.ledger import DecisionRecord, LedgerEntry, SpendBy, SpendRow

__all__ = ["Ledger"]


class Ledger(Protocol):
    """Append-only. Raises `LedgerUnavailable` where the store cannot be written or read."""

    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book a request; returns once the entry outlives a crash of this process."""
        ...

    async def decision(self, decision_id: str) -> DecisionRecord | None:
        """The decision with this id."""
        ...

    async def entries(self, decision_id: str) -> Sequence[LedgerEntry]:
        """All entries of one decision, oldest first."""
        ...

    async def spend(self, by: SpendBy, *, since: datetime, until: datetime) -> Sequence[SpendRow]:
        """Spend in the half-open interval [since, until) by group, dearest first."""
        ...

    async def close(self) -> None:
        """Write what is pending and close."""
        ...
