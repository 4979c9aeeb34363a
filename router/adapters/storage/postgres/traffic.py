"""How does PostgreSQL show which requests were served?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.served_rows import SERVED, served_chats
from router.adapters.storage.storable import storable
from router.core.moments import to_micros
from router.core.traffic import ServedRequest

__all__ = ["ANSWERED_AS", "BETWEEN", "OF", "PostgresTraffic"]

BETWEEN = SERVED.format(which="e.at_us >= %s AND e.at_us < %s")
OF = SERVED.format(which="e.decision_id = ANY(%s)")
ANSWERED_AS = (
    "SELECT decision_id FROM ledger_entry WHERE response_id = %s ORDER BY seq DESC LIMIT 100"
)


class PostgresTraffic:
    """Implements `Traffic`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def between(self, since: datetime, until: datetime) -> Sequence[ServedRequest]:
        """Those of the half-open interval [since, until), oldest first."""
        rows = await self._read(BETWEEN, to_micros(since), to_micros(until))
        return list(served_chats(rows))

    async def of(self, decision_ids: Sequence[str]) -> Mapping[str, ServedRequest]:
        """Those of these decisions, by decision."""
        found = served_chats(await self._read(OF, [storable(one) for one in decision_ids]))
        return {served.entry.decision_id: served for served in found}

    async def answered_as(self, response_id: str) -> Sequence[str]:
        """The decisions whose answers carried this id, newest first; at most a hundred."""
        rows = await self._read(ANSWERED_AS, storable(response_id))
        return [decision_id for (decision_id,) in rows]

    async def _read(self, query: str, *given: str | int | list[str]) -> list[Any]:
        async with self._database.reading() as connection:
            return await (await connection.execute(query, given)).fetchall()
