"""How does SQLite keep spend by hours and days, and report it?"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any

from router.adapters.storage.spend_sums import AGAIN, SUMS, bounds, raw, report, to_rows
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.failures import unavailable
from router.core.ledger import SpendBy, SpendRow

__all__ = ["SqliteRollUps", "spend_of"]

_STANDS = "SELECT seq, (SELECT COALESCE(MAX(seq), 0) FROM ledger_entry) FROM spend_summed"
_MOVE = "UPDATE spend_summed SET seq = ? WHERE seq = ?"
_ADD = """
    INSERT INTO spend_sum VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
        input_tokens = input_tokens + excluded.input_tokens,
        output_tokens = output_tokens + excluded.output_tokens,
        cost_nano_usd = cost_nano_usd + excluded.cost_nano_usd
"""
_LIST = "INSERT INTO spend_again VALUES (?, ?, ?, ?, ?, ?, ?)"
_FAR = 50_000
"""With more entries than these outside the sums, such as after an upgrade, these do not help."""


def spend_of(
    connection: sqlite3.Connection, by: SpendBy, *, since_us: int, until_us: int
) -> list[SpendRow]:
    """Spend in the half-open interval by group, dearest first."""
    seq, last = connection.execute(_STANDS).fetchone()
    query = raw(by) if last - seq > _FAR else report(by, plus="+")
    return to_rows(connection.execute(query, bounds(since_us, until_us)))


class SqliteRollUps:
    """Implements `RollUps`, in worker threads. Whoever books waits only while sums are added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def advance(self, *, most: int) -> bool:
        """Sum up at most so many entries more; whether there are more."""
        return await asyncio.to_thread(self._advance, most)

    def _advance(self, most: int) -> bool:
        # Entries are never edited and come in order: what is read here stays true.
        with self._database.reading() as connection:
            stands: tuple[int, int] = connection.execute(_STANDS).fetchone()
            after, last = stands
            if after >= last:
                return False
            until = min(last, after + most)
            span = {"after": after, "until": until}
            sums = connection.execute(SUMS, span).fetchall()
            again = connection.execute(AGAIN, span).fetchall()
        try:
            self._add(sums, again, after=after, until=until)
        except sqlite3.IntegrityError as error:  # such as a sum of more than 64 bits
            raise unavailable(error, self._database.path) from error
        return until < last

    def _add(self, sums: Sequence[Any], again: Sequence[Any], *, after: int, until: int) -> None:
        """Add what was read, unless another process did so meanwhile."""
        with self._database.writing() as connection:
            if connection.execute(_MOVE, (until, after)).rowcount:
                connection.executemany(_ADD, sums)
                connection.executemany(_LIST, again)
