"""What may audits still spend today?"""

from datetime import date
from decimal import Decimal
from typing import Protocol

__all__ = ["AuditBudget"]


class AuditBudget(Protocol):
    """A daily budget of its own, shared by all processes on one store.

    Held and settled together never exceed the limit at the moment of a hold. A hold that nobody
    settles (the process died) counts in full until the day is over.
    """

    async def hold(
        self, hold_id: str, amount_usd: Decimal, *, day: date, limit_usd: Decimal
    ) -> bool:
        """Reserve an amount; False, and nothing is reserved, where the rest of the day is less."""
        ...

    async def settle(self, hold_id: str, cost_usd: Decimal) -> None:
        """Replace a hold by what was really spent."""
        ...
