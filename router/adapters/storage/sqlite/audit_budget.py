"""How does SQLite hold the budget of audits for all processes on one file?"""

import asyncio
from datetime import date
from decimal import Decimal

from router.adapters.storage.sqlite.connection import Database
from router.core.money import to_nanos

__all__ = ["SqliteAuditBudget"]

_USED = "SELECT SUM(COALESCE(settled_nano_usd, held_nano_usd)) FROM audit_hold WHERE day = ?"
_HOLD = "INSERT INTO audit_hold (id, day, held_nano_usd) VALUES (?, ?, ?)"
_SETTLE = "UPDATE audit_hold SET settled_nano_usd = ? WHERE id = ? AND settled_nano_usd IS NULL"


class SqliteAuditBudget:
    """Implements `AuditBudget`: look and hold are one transaction under the write lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hold(
        self, hold_id: str, amount_usd: Decimal, *, day: date, limit_usd: Decimal
    ) -> bool:
        """Reserve an amount; False, and nothing is reserved, where the rest of the day is less."""
        return await asyncio.to_thread(
            self._hold, (hold_id, day.isoformat(), to_nanos(amount_usd)), to_nanos(limit_usd)
        )

    async def settle(self, hold_id: str, cost_usd: Decimal) -> None:
        """Replace a hold by what was really spent; the first settling stands."""
        await asyncio.to_thread(self._settle, hold_id, to_nanos(cost_usd))

    def _hold(self, row: tuple[str, str, int], limit_nanos: int) -> bool:
        _, day, amount = row
        with self._database.writing() as connection:
            (used,) = connection.execute(_USED, (day,)).fetchone()
            if (used or 0) + amount > limit_nanos:
                return False
            connection.execute(_HOLD, row)
        return True

    def _settle(self, hold_id: str, cost_nanos: int) -> None:
        with self._database.writing() as connection:
            connection.execute(_SETTLE, (cost_nanos, hold_id))
