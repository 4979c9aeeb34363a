"""Where is it kept which budgets and quotas administrators set?"""

from collections.abc import Callable
from typing import Protocol

from router.core.quota import Quota
from router.core.stored_limit import LimitName, StoredBudget, StoredLimit, StoredLimits

__all__ = ["LimitEdit", "LimitStore"]

LimitEdit = Callable[[StoredBudget | Quota | None], StoredBudget | Quota | None]
"""What becomes of a limit; None stands for one that is not there."""


class LimitStore(Protocol):
    """Budgets and quotas. Raises `LedgerUnavailable` where the store cannot be read or written."""

    async def version(self) -> int:
        """How many changes there were. Cheap: every process asks each half second."""
        ...

    async def all(self) -> StoredLimits:
        """All budgets and quotas, by kind and id."""
        ...

    async def change(
        self, name: LimitName, edit: LimitEdit
    ) -> tuple[StoredLimit | None, StoredLimit | None]:
        """Put what `edit` makes of one limit in its place, in one step; before and after.

        What `edit` raises passes, and nothing is changed. It may be called more than once.
        """
        ...
