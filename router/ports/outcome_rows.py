"""Where are judgements on answers kept, other than feedback?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from router.core.outcome_row import OutcomeRow

__all__ = ["OutcomeRows"]


class OutcomeRows(Protocol):
    """Append-only. Raises `LedgerUnavailable` where the store cannot be written or read."""

    async def add(self, rows: Sequence[OutcomeRow]) -> int:
        """Keep them all or none; gives how many were new.

        A deployment's answer to a decision has at most one row of each source: the first stands.
        """
        ...

    async def since(self, moment: datetime) -> Sequence[OutcomeRow]:
        """All rows from `moment` on, in the order in which they were added."""
        ...
