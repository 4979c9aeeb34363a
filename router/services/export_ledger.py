"""Which entries were booked in a time, one after the other, for a file?"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from router.core.ledger import LedgerEntry
from router.ports.history import History
from router.ports.ledger import Ledger
from router.services.plan_policy import PIECE

__all__ = ["ExportLedger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLedger:
    """Reads in bounded memory, a decision at a time."""

    history: History
    ledger: Ledger

    async def __call__(self, since: datetime, until: datetime) -> AsyncIterator[LedgerEntry]:
        """All entries of [since, until), each once, decision by decision."""
        for span in self.history.spans(since, until, size=PIECE):
            for recorded in self.history.read(span):
                for entry in await self.ledger.entries(recorded.decision.id):
                    if since <= entry.at < until:
                        yield entry
