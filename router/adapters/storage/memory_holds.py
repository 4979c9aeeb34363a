"""How are budgets and quotas held and counted without a disk?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from router.adapters.storage.hold_rows import (
    HoldRow,
    hold_from_row,
    hold_to_row,
    storable_claims,
    storable_openings,
)
from router.adapters.storage.rows import EntryRow, entry_from_row
from router.adapters.storage.storable import storable
from router.core.hold import (
    AccountState,
    Claim,
    Hold,
    Opening,
    Reservation,
    carried_over,
    outlived_us,
    reserved,
    standing,
    used,
)
from router.core.ledger import DecisionRecord, LedgerEntry
from router.core.scope import Scope

__all__ = ["MemoryAccounts", "MemoryCounters", "MemoryHolds"]


class MemoryCounters:
    """Open holds, and what is spent and held of each slice; the ledger settles here."""

    def __init__(self) -> None:
        self.holds: dict[str, HoldRow] = {}
        self.slices: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)

    def settle(self, entry: LedgerEntry) -> None:
        """Close the hold with this id, if there is one; what was used is spent."""
        for claim in self.close(entry.id):
            self.move(claim, spent=used(entry, claim.unit), held=-claim.amount)

    def close(self, hold_id: str) -> Sequence[Claim]:
        """Forget a hold; the claims whose amounts are now to be given back."""
        row = self.holds.pop(hold_id, None)
        return hold_from_row(row).claims if row else ()

    def move(self, claim: Claim, *, spent: int, held: int) -> None:
        """Add to what is spent and held."""
        was = self.slices[claim.account].get(claim.slice_us, (0, 0))
        self.slices[claim.account][claim.slice_us] = (was[0] + spent, was[1] + held)

    def prune(self, claim: Claim) -> None:
        """Forget slices that no rolling window will count again."""
        if (before_us := outlived_us(claim)) is not None:
            slices = self.slices[claim.account]
            for slice_us in [us for us, (_, held) in slices.items() if us < before_us and not held]:
                del slices[slice_us]

    def state(self, claim: Claim) -> AccountState:
        """How the account of a claim stands."""
        slices, since_us = self.slices.get(claim.account, {}), claim.since_us
        if since_us is None:
            spent, held = slices.get(claim.slice_us, (0, 0))
        else:
            counting = [sums for slice_us, sums in slices.items() if slice_us >= since_us]
            spent, held = sum(s for s, _ in counting), sum(h for _, h in counting)
        if claim.carry is None:
            return standing(claim, spent=spent, held=held)
        before = slices.get(claim.carry.slice_us, (0, 0))
        carried = carried_over(claim.carry, spent=before[0], held=before[1])
        return standing(claim, spent=spent, held=held, carried=carried)


class MemoryHolds:
    """Implements `Holds`."""

    def __init__(
        self, counters: MemoryCounters, *, record: Callable[[DecisionRecord], None]
    ) -> None:
        """`record` keeps a decision, and raises where that is not possible any more."""
        self._counters = counters
        self._record = record
        self._beats: dict[str, int] = {}

    async def hold(self, hold: Hold, decision: DecisionRecord) -> Reservation:
        """Reserve all claims in one step, or none; a granted hold is kept with its decision."""
        claims = storable_claims(hold.claims)
        found = [self._counters.state(claim) for claim in claims]
        if hold.id in self._counters.holds:
            return Reservation(is_held=True, accounts=tuple(found))
        result = reserved(claims, found)
        if result.is_held:
            self._record(decision)
            self._counters.holds[hold.id] = hold_to_row(hold)
            for claim in claims:
                self._counters.move(claim, spent=0, held=claim.amount)
                self._counters.prune(claim)
        return result

    async def release(self, hold_id: str) -> None:
        """Forget a hold of which nothing was used; does nothing where it is settled."""
        for claim in self._counters.close(hold_id):
            self._counters.move(claim, spent=0, held=-claim.amount)

    async def beat(self, owner: str) -> None:
        """Say that a process lives."""
        self._beats[storable(owner)] = self._beats.get(storable(owner), 0) + 1

    async def owners(self) -> Mapping[str, int]:
        """Every process that beats or has open holds, and how often it has beaten."""
        return {row.owner: 0 for row in self._counters.holds.values()} | self._beats

    async def of(self, owner: str) -> Sequence[Hold]:
        """The open holds of a process, oldest first."""
        rows = [row for row in self._counters.holds.values() if row.owner == storable(owner)]
        return [hold_from_row(row) for row in sorted(rows, key=lambda row: row.at_us)]


class MemoryAccounts:
    """Implements `Accounts`."""

    def __init__(
        self, counters: MemoryCounters, *, rows_from: Callable[[int], Iterable[EntryRow]]
    ) -> None:
        """`rows_from` gives all entries but the first so many."""
        self._counters = counters
        self._rows_from = rows_from

    async def open(self, openings: Sequence[Opening]) -> None:
        """Make sure that these slices are counted: a new one begins with what the ledger says."""
        for opening in storable_openings(openings):
            slices = self._counters.slices[opening.account]
            if opening.slice_us not in slices:
                slices[opening.slice_us] = (self._spent(opening), 0)

    async def recount(self, openings: Sequence[Opening]) -> Sequence[tuple[int, int]]:
        """Count slices anew from ledger and open holds; how much each had too many."""
        return [self._recount(opening) for opening in storable_openings(openings)]

    async def states(self, claims: Sequence[Claim]) -> Sequence[AccountState]:
        """How accounts stand, all at the same moment."""
        return [self._counters.state(claim) for claim in storable_claims(claims)]

    def _recount(self, opening: Opening) -> tuple[int, int]:
        slices = self._counters.slices[opening.account]
        right = (self._spent(opening), self._held(opening))
        was = slices.get(opening.slice_us, right)
        slices[opening.slice_us] = right
        return was[0] - right[0], was[1] - right[1]

    def _spent(self, opening: Opening) -> int:
        return sum(
            used(entry_from_row(row), opening.unit)
            for row in self._rows_from(0)
            if opening.slice_us <= row.at_us < opening.until_us and _is_meant(row, opening.scope)
        )

    def _held(self, opening: Opening) -> int:
        return sum(
            claim.amount
            for row in self._counters.holds.values()
            for claim in hold_from_row(row).claims
            if (claim.account, claim.slice_us) == (opening.account, opening.slice_us)
        )


def _is_meant(row: EntryRow, scope: Scope) -> bool:
    return all(
        value in msgspec.json.decode(row.tags) if name == "tag" else getattr(row, name) == value
        for name, value in scope.names
    )
