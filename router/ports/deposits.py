"""Which files and batches lie with providers, and whose are they?"""

from collections.abc import Sequence
from typing import Protocol

from router.core.deposit import Deposit, DepositKind

__all__ = ["Deposits"]


class Deposits(Protocol):
    """Raises `LedgerUnavailable` where the store cannot be read or written."""

    async def put(self, deposit: Deposit) -> None:
        """Keep one, in the place of what its id named before."""
        ...

    async def get(self, id: str) -> Deposit | None:
        """The one with this id."""
        ...

    async def of_owner(self, owner: str, kind: DepositKind) -> Sequence[Deposit]:
        """The newest thousand of an owner, newest first."""
        ...

    async def open(self) -> Sequence[Deposit]:
        """All batches that are not settled, oldest first."""
        ...

    async def remove(self, id: str) -> None:
        """Forget one; nothing happens where it is not there."""
        ...
