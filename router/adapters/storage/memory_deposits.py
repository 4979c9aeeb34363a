"""How are files and batches kept in memory?"""

from collections.abc import Sequence
from dataclasses import replace

from router.adapters.storage.deposit_rows import MOST_LISTED
from router.adapters.storage.storable import storable
from router.core.deposit import Deposit, DepositKind

__all__ = ["MemoryDeposits"]


class MemoryDeposits:
    """Implements `Deposits`."""

    def __init__(self) -> None:
        self._kept: dict[str, Deposit] = {}

    async def put(self, deposit: Deposit) -> None:
        """Keep one."""
        known = self._kept.get(storable(deposit.id))
        if known is not None:
            deposit = replace(known, is_open=deposit.is_open)
        self._kept[storable(deposit.id)] = deposit

    async def get(self, id: str) -> Deposit | None:
        """The one with this id."""
        return self._kept.get(storable(id))

    async def of_owner(self, owner: str, kind: DepositKind) -> Sequence[Deposit]:
        """The newest of an owner."""
        found = [
            one
            for one in self._kept.values()
            if storable(one.owner) == storable(owner) and one.kind is kind
        ]
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:MOST_LISTED]

    async def open(self) -> Sequence[Deposit]:
        """All that are not settled."""
        found = [one for one in self._kept.values() if one.is_open]
        return sorted(found, key=lambda one: (one.at, one.id))

    async def remove(self, id: str) -> None:
        """Forget one."""
        self._kept.pop(storable(id), None)
