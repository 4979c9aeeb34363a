"""How far is spend summed up for reports?"""

from typing import Protocol

__all__ = ["RollUps"]


class RollUps(Protocol):
    """Sums of spend by hours and days. Reports are exact however far these are."""

    async def advance(self, *, most: int) -> bool:
        """Sum up at most so many entries more; whether there are more for this process.

        Raises:
            LedgerUnavailable: the store cannot be read or written; nothing was changed.
        """
        ...
