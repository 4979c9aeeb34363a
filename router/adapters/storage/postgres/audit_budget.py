"""How does PostgreSQL hold the budget of audits for all processes on all machines?"""

from datetime import date
from decimal import Decimal

from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.core.money import to_nanos

__all__ = ["PostgresAuditBudget"]

# Who adds up and holds does so alone for that day; the lock ends with the transaction. The sum is
# a statement of its own, so that it sees what the one before committed.
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('tierwise audit ' || %s, 0))"
_HOLD = """
    INSERT INTO audit_hold (id, day, held_nano_usd)
    SELECT %(id)s, %(day)s, %(amount)s
    WHERE %(amount)s <= %(limit)s - (
        SELECT COALESCE(SUM(COALESCE(settled_nano_usd, held_nano_usd)), 0)
        FROM audit_hold WHERE day = %(day)s
    )
"""
_SETTLE = "UPDATE audit_hold SET settled_nano_usd = %s WHERE id = %s AND settled_nano_usd IS NULL"


class PostgresAuditBudget:
    """Implements `AuditBudget`: look and hold are one transaction under a lock of that day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hold(
        self, hold_id: str, amount_usd: Decimal, *, day: date, limit_usd: Decimal
    ) -> bool:
        """Reserve an amount; False, and nothing is reserved, where the rest of the day is less."""
        asked = {
            "id": hold_id,
            "day": day,
            "amount": to_nanos(amount_usd),
            "limit": to_nanos(limit_usd),
        }

        async def hold(connection: Asynchronous) -> bool:
            await connection.execute(_ALONE, (day.isoformat(),))
            return (await connection.execute(_HOLD, asked)).rowcount == 1

        return await self._database.transact(hold)

    async def settle(self, hold_id: str, cost_usd: Decimal) -> None:
        """Replace a hold by what was really spent; the first settling stands."""

        async def settle(connection: Asynchronous) -> None:
            await connection.execute(_SETTLE, (to_nanos(cost_usd), hold_id))

        await self._database.transact(settle, is_repeatable=True)
