"""How does SQLite tell what was spent since somebody last looked?"""

import asyncio
from datetime import datetime
from typing import Any

from router.adapters.storage.quarters import QUARTER_US, Payer, spend_from_row
from router.adapters.storage.sqlite.connection import Database
from router.core.moments import to_micros
from router.ports.spend_feed import SpendBatch

__all__ = ["SqliteSpend"]

_BEFORE = """
    SELECT COALESCE(
        (SELECT MIN(seq) - 1 FROM ledger_entry INDEXED BY ledger_entry_by_time WHERE at_us >= ?),
        (SELECT MAX(seq) FROM ledger_entry),
        0
    )
"""
"""By index: the ledger may hold years, of which a budget needs weeks."""
_LAST = "SELECT COALESCE(MAX(seq), 0) FROM ledger_entry"
_PAYER = ", ".join(Payer._fields)
_SINCE = f"""
    SELECT at_us / {QUARTER_US} AS quarter, {_PAYER}, SUM(cost_nano_usd)
    FROM ledger_entry WHERE seq > ? AND seq <= ? AND cost_nano_usd <> 0
    GROUP BY quarter, {_PAYER}
"""  # noqa: S608 - our own number and column names


class SqliteSpend:
    """Implements `SpendFeed`, in worker threads. SQLite sums, and Python is free meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def before(self, moment: datetime) -> int:
        """Where to begin so that no entry of `moment` or later is missed."""
        return await asyncio.to_thread(self._before, to_micros(moment))

    async def since(self, seq: int, *, most: int) -> SpendBatch:
        """What was spent by at most so many entries after `seq`."""
        return await asyncio.to_thread(self._since, seq, most)

    def _before(self, moment_us: int) -> int:
        with self._database.reading() as connection:
            (seq,) = connection.execute(_BEFORE, (moment_us,)).fetchone()
        return int(seq)

    def _since(self, seq: int, most: int) -> SpendBatch:
        with self._database.reading() as connection:
            (last,) = connection.execute(_LAST).fetchone()
            until = min(last, seq + most)
            rows: list[Any] = connection.execute(_SINCE, (seq, until)).fetchall()
        return SpendBatch(
            seq=max(until, seq), spends=[spend_from_row(row) for row in rows], has_more=until < last
        )
