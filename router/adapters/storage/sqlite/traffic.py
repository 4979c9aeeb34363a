"""How does SQLite show which requests were served?"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.served_rows import SERVED, served_chats
from router.adapters.storage.sqlite.connection import Database
from router.core.moments import to_micros
from router.core.traffic import ServedRequest

__all__ = ["SqliteTraffic"]

_BETWEEN = SERVED.format(which="e.at_us >= ? AND e.at_us < ?")
_OF = SERVED.format(which="e.decision_id IN (SELECT value FROM json_each(?))")
_ANSWERED_AS = (
    "SELECT decision_id FROM ledger_entry WHERE response_id = ? ORDER BY seq DESC LIMIT 100"
)


class SqliteTraffic:
    """Implements `Traffic`, in worker threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def between(self, since: datetime, until: datetime) -> Sequence[ServedRequest]:
        """Those of the half-open interval [since, until), oldest first."""
        bounds = (to_micros(since), to_micros(until))
        return await asyncio.to_thread(self._served, _BETWEEN, bounds)

    async def of(self, decision_ids: Sequence[str]) -> Mapping[str, ServedRequest]:
        """Those of these decisions, by decision."""
        wanted = (json.dumps(list(decision_ids)),)
        found = await asyncio.to_thread(self._served, _OF, wanted)
        return {served.entry.decision_id: served for served in found}

    async def answered_as(self, response_id: str) -> Sequence[str]:
        """The decisions whose answers carried this id, newest first; at most a hundred."""
        rows = await asyncio.to_thread(self._read, _ANSWERED_AS, (response_id,))
        return [decision_id for (decision_id,) in rows]

    def _served(self, query: str, parameters: tuple[str | int, ...]) -> list[ServedRequest]:
        return list(served_chats(self._read(query, parameters)))

    def _read(self, query: str, parameters: tuple[str | int, ...]) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(query, parameters).fetchall()
