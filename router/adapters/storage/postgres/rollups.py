"""How does PostgreSQL keep spend by hours and days, and report it?"""

import re

from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.spend_sums import AGAIN, SUMS, bounds, raw, report, to_rows
from router.core.ledger import SpendBy, SpendRow

__all__ = ["PostgresRollUps", "spend_of"]


def _with_names(query: str) -> str:
    """The statement with parameters as psycopg has them."""
    return re.sub(r":(\w+)", r"%(\1)s", query.replace("%", "%%"))


_STANDS = "SELECT seq, (SELECT COALESCE(MAX(seq), 0) FROM ledger_entry) FROM spend_summed"
_TAKE = "SELECT seq FROM spend_summed FOR UPDATE SKIP LOCKED"
# Asked for in a statement of its own, as in spend.py: the next one must see all until there.
_SETTLED = "SELECT ledger_settled_seq()"
_ADD = f"""
    INSERT INTO spend_sum AS h {_with_names(SUMS)}
    ON CONFLICT (grouped_by, span_us, begins_us, name) DO UPDATE SET
        requests = h.requests + excluded.requests,
        input_tokens = h.input_tokens + excluded.input_tokens,
        output_tokens = h.output_tokens + excluded.output_tokens,
        cost_nano_usd = h.cost_nano_usd + excluded.cost_nano_usd
"""
_LIST = f"INSERT INTO spend_again {_with_names(AGAIN)}"
_MOVE = "UPDATE spend_summed SET seq = %s"
_FAR = 50_000
"""With more entries than these outside the sums, such as after an upgrade, these do not help."""
_BYTES = 'COLLATE "C"'
_RAW = {by: _with_names(raw(by, collate=_BYTES)) for by in SpendBy}
_REPORT = {by: _with_names(report(by, collate=_BYTES)) for by in SpendBy}


async def spend_of(
    connection: Asynchronous, by: SpendBy, *, since_us: int, until_us: int
) -> list[SpendRow]:
    """Spend in the half-open interval by group, dearest first."""
    seq, last = await _numbers(connection, _STANDS) or (0, 0)
    query = _RAW[by] if last - seq > _FAR else _REPORT[by]
    found = await connection.execute(query, bounds(since_us, until_us))
    return to_rows(await found.fetchall())


class PostgresRollUps:
    """Implements `RollUps`. One process sums up at a time; nobody waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def advance(self, *, most: int) -> bool:
        """Sum up at most so many entries more; whether there are more for this process."""

        async def work(connection: Asynchronous) -> bool:
            taken = await _numbers(connection, _TAKE)
            settled = await _numbers(connection, _SETTLED)
            if taken is None or settled is None or taken[0] >= settled[0]:
                return False
            span = {"after": taken[0], "until": min(settled[0], taken[0] + most)}
            await connection.execute(_ADD, span)
            await connection.execute(_LIST, span)
            await connection.execute(_MOVE, [span["until"]])
            return span["until"] < settled[0]

        return await self._database.transact(work)


async def _numbers(connection: Asynchronous, query: str) -> tuple[int, ...] | None:
    return await (await connection.execute(query)).fetchone()
