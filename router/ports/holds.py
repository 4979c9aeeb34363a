"""How are budgets and quotas reserved, so that no number of callers and processes overruns one?"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from router.core.hold import AccountState, Claim, Hold, Opening, Reservation
from router.core.ledger import DecisionRecord

__all__ = ["Accounts", "Holds"]


class Holds(Protocol):
    """Requests under way. `Ledger.append` settles: booking an entry closes the hold with its id.

    A hold outlives a crash of the process. Raises `LedgerUnavailable` where the store cannot be
    written.
    """

    async def hold(self, hold: Hold, decision: DecisionRecord) -> Reservation:
        """Reserve all claims in one step, or none; a granted hold is kept with its decision.

        A hold that is kept already counts once.
        """
        ...

    async def release(self, hold_id: str) -> None:
        """Forget a hold of which nothing was used; does nothing where it is settled."""
        ...

    async def beat(self, owner: str) -> None:
        """Say that a process lives."""
        ...

    async def owners(self) -> Mapping[str, int]:
        """Every process that beats or has open holds, and how often it has beaten."""
        ...

    async def of(self, owner: str) -> Sequence[Hold]:
        """The open holds of a process, oldest first."""
        ...


class Accounts(Protocol):
    """What budgets and quotas count. Raises `LedgerUnavailable` where the store is away."""

    async def open(self, openings: Sequence[Opening]) -> None:
        """Make sure that these slices are counted: a new one begins with what the ledger says."""
        ...

    async def recount(self, openings: Sequence[Opening]) -> Sequence[tuple[int, int]]:
        """Count slices anew from ledger and open holds.

        Returns how much spent and held each slice had too many, negative where too few. One that
        was not counted yet is opened, and was not off.
        """
        ...

    async def states(self, claims: Sequence[Claim]) -> Sequence[AccountState]:
        """How accounts stand; the amounts of the claims do not matter."""
        ...
