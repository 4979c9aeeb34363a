"""How far are the budgets that a caller falls under?"""

from datetime import datetime
from typing import Protocol

from router.core.budget import BudgetState
from router.core.caller import Caller

__all__ = ["Standing"]


class Standing(Protocol):
    """Answers from memory, within microseconds: every request asks."""

    def of(self, caller: Caller, *, at: datetime) -> tuple[BudgetState, ...]:
        """The states of the budgets that cover the caller's spend, as of about a second ago."""
        ...
