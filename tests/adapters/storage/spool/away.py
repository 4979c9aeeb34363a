"""A ledger whose database goes away and comes back as a test says."""

import asyncio

from typing_extensions import override

from router.adapters.storage.memory import MemoryLedger
from router.adapters.storage.spool.record import Waiting
from router.core.errors import EntryRefused, LedgerUnavailable
from router.core.ledger import DecisionRecord, LedgerEntry
from tests import factories


class AwayLedger(MemoryLedger):
    """`tried` counts appends; `refuses` names entries that no database would take."""

    def __init__(self, *, is_away: bool = True, refuses: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.is_away = is_away
        self.refuses = refuses
        self.back_for = 0
        self.tried = 0
        self._was_tried = asyncio.Event()

    @override
    async def append(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        self.tried += 1
        self._was_tried.set()
        if self.is_away and self.back_for == 0:
            raise LedgerUnavailable("The database is away.")
        self.back_for = max(self.back_for - 1, 0)
        if entry.id in self.refuses:
            raise EntryRefused(f"Entry {entry.id} cannot be booked.")
        await super().append(entry, decision)

    async def until_tried(self, times: int) -> None:
        async with asyncio.timeout(10):
            while self.tried < times:
                self._was_tried.clear()
                await self._was_tried.wait()

    def ids(self) -> list[str]:
        return [entry.id for entry, _ in self.booked()]


def waiting(number: int = 1, *, cost_usd: str = "0.000123456") -> Waiting:
    entry = factories.ledger_entry(
        id=f"led_{number}", decision_id=f"dec_{number}", cost_usd=cost_usd
    )
    return Waiting(entry, factories.decision_record(id=f"dec_{number}"))
