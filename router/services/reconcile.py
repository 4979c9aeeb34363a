"""What becomes of holds whose process died, or that were forgotten, and of counters that drifted?

Time is measured by the observer's own steady clock: wall clocks may be stepped.
"""

import asyncio
import logging
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace

from router.core.correction import settled_late
from router.core.errors import AlreadyBooked, LedgerUnavailable
from router.core.hold import Hold, Opening
from router.core.ledger import DecisionRecord, LedgerEntry
from router.ports.clock import Clock
from router.ports.holds import Accounts, Holds
from router.ports.ledger import Ledger
from router.services.reservations import Reservations

__all__ = ["RECOUNT_S", "Reconcile"]

RECOUNT_S = 300.0

_log = logging.getLogger(__name__)
_BEATS_A_LEASE = 6


@dataclass(kw_only=True)
class Reconcile:
    """Every process watches all others. That two find the same one dead does no harm."""

    holds: Holds
    accounts: Accounts
    ledger: Ledger
    reservations: Reservations
    """This process's own holds."""
    openings: Callable[[], Sequence[Opening]]
    """The slices that count now."""
    limits: Callable[[], object]
    """All budgets and quotas in force: another object wherever they were changed."""
    clock: Clock
    waiting: Container[str] = ()
    """Ids of entries that are still to be booked, such as those of a spool."""
    lease_s: float = 30.0
    """How long a process may be silent before its holds are booked as lost."""
    recount_s: float = RECOUNT_S
    """How often accounts are counted anew."""
    _seen: dict[str, tuple[int, float]] = field(default_factory=dict, init=False)
    """Beats of each process, and when they were first seen to be so many."""

    def __post_init__(self) -> None:
        self._counted_s = self.clock.monotonic_s()
        self._known = self.limits()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self.lease_s / _BEATS_A_LEASE)

    async def look(self) -> None:
        """Beat, and mend what is found; where the store is away, the next round tries again."""
        try:
            await self.holds.beat(self.reservations.owner)
            await self._book_the_owed()
            await self._book_the_dead()
            await self._release_the_forgotten()
            await self._recount_in_time()
        except LedgerUnavailable as error:
            _log.error("Holds are not reconciled. %s", error.message)
            self._seen.clear()  # nobody can beat meanwhile, so nobody is dead for being silent

    async def recount(self) -> int:
        """Count all accounts anew; how many were off."""
        openings = self.openings()
        if not openings:
            return 0
        drifts = await self.accounts.recount(openings)
        found = [pair for pair in zip(openings, drifts, strict=True) if any(pair[1])]
        for opening, (spent, held) in found:
            _log.warning(
                "%s was off by %d spent and %d held (%s).",
                opening.account,
                spent,
                held,
                opening.unit,
            )
        return len(found)

    async def _book_the_owed(self) -> None:
        """Calls that this process made, and could keep nowhere at that time."""
        for entry, decision in self.reservations.owed():
            try:
                await self.ledger.append(entry, decision)
            except AlreadyBooked:
                await self._correct(entry, decision)
            self.reservations.end(entry.id)
            _log.warning("Entry %s, which could not be booked before, is booked.", entry.id)

    async def _correct(self, entry: LedgerEntry, decision: DecisionRecord) -> None:
        """Book the rest where the call was thought lost meanwhile."""
        booked = {one.id: one for one in await self.ledger.entries(entry.decision_id)}
        rest = settled_late(entry, booked=booked.get(entry.id))
        if rest is not None and rest.id not in booked:
            await self.ledger.append(rest, decision)

    async def _book_the_dead(self) -> None:
        now_s, beats = self.clock.monotonic_s(), await self.holds.owners()
        self._seen = {
            owner: seen if (seen := self._seen.get(owner)) and seen[0] == count else (count, now_s)
            for owner, count in beats.items()
        }
        for owner, (_, since_s) in self._seen.items():
            if owner != self.reservations.owner and now_s - since_s >= self.lease_s:
                for hold in await self.holds.of(owner):
                    await self._book_as_lost(hold)

    async def _book_as_lost(self, hold: Hold) -> None:
        decision = await self.ledger.decision(hold.entry.decision_id)
        if decision is None:
            _log.error("Hold %s has no decision; it is released.", hold.id)
            await self.holds.release(hold.id)
            return
        entry = replace(hold.entry, error_code=hold.entry.error_code or "process_lost")
        try:
            await self.ledger.append(entry, decision)
        except AlreadyBooked:
            await self.holds.release(hold.id)  # another process was faster, or it was settled
            return
        _log.warning(
            "Process %s is gone: %s is booked as lost with USD %s.",
            *(hold.owner, hold.id, entry.cost_usd),
        )

    async def _release_the_forgotten(self) -> None:
        """Calls that were cancelled at the very moment in which they were granted."""
        for hold in await self.holds.of(self.reservations.owner):
            if hold.id not in self.reservations and hold.id not in self.waiting:
                await self.holds.release(hold.id)

    async def _recount_in_time(self) -> None:
        now_s = self.clock.monotonic_s()
        if self.limits() is not self._known:
            # Calls under way when a limit appears hold nothing of it: count what they used soon.
            self._known = self.limits()
            self._counted_s = min(self._counted_s, now_s - self.recount_s + self.lease_s)
        if now_s - self._counted_s >= self.recount_s:
            self._counted_s = now_s
            await self.recount()
