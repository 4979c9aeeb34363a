"""How does PostgreSQL tell what was spent since somebody last looked?"""

from datetime import datetime

from router.adapters.storage.postgres.columns import listed
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.quarters import QUARTER_US, Payer, spend_from_row
from router.core.moments import to_micros
from router.ports.spend_feed import SpendBatch

__all__ = ["PostgresSpend"]

# What is booked in order of `seq` may be committed in another. Up to this number nothing can
# come any more; it is asked for in a statement of its own, for the next one must see at least
# what was committed until then.
_SETTLED = "SELECT ledger_settled_seq()"
_BEFORE = """
    SELECT LEAST(%(settled)s, COALESCE(
        (SELECT MIN(seq) - 1 FROM ledger_entry WHERE at_us >= %(moment)s),
        (SELECT MAX(seq) FROM ledger_entry),
        0
    ))
"""
_PAYER = listed(Payer._fields)
_SINCE = f"""
    SELECT at_us / {QUARTER_US} AS quarter, {_PAYER}, SUM(cost_nano_usd)
    FROM ledger_entry WHERE seq > %s AND seq <= %s AND cost_nano_usd <> 0
    GROUP BY quarter, {_PAYER}
"""  # noqa: S608 - our own number and column names


class PostgresSpend:
    """Implements `SpendFeed`: no entry is missed and none is counted twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def before(self, moment: datetime) -> int:
        """Where to begin so that no entry of `moment` or later is missed."""
        async with self._database.reading() as connection:
            given = {"settled": await _settled(connection), "moment": to_micros(moment)}
            row = await (await connection.execute(_BEFORE, given)).fetchone()
        return int(row[0]) if row else 0

    async def since(self, seq: int, *, most: int) -> SpendBatch:
        """What was spent by at most so many entries after `seq`."""
        async with self._database.reading() as connection:
            last = await _settled(connection)
            until = max(seq, min(last, seq + most))
            rows = await (await connection.execute(_SINCE, (seq, until))).fetchall()
        spends = [spend_from_row((*row[:-1], int(row[-1]))) for row in rows]
        return SpendBatch(seq=until, spends=spends, has_more=until < last)


async def _settled(connection: Asynchronous) -> int:
    row = await (await connection.execute(_SETTLED)).fetchone()
    return int(row[0]) if row else 0
