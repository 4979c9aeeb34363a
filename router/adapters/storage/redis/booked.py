"""Which holds are settled in the books, and by what?"""

from collections.abc import Mapping, Sequence

from router.adapters.storage.postgres.columns import listed
from router.adapters.storage.postgres.connection import Asynchronous
from router.adapters.storage.postgres.open_holds import use_of
from router.adapters.storage.redis.settling import Settlement
from router.adapters.storage.rows import EntryRow

__all__ = ["settled_among", "settlement_of"]

_BOOKED = f"""
    SELECT {listed(EntryRow._fields, prefix="e.")} FROM ledger_entry_id AS booked
    JOIN ledger_entry AS e ON e.at_us = booked.at_us AND e.id = booked.id
    WHERE booked.id = ANY (%s)
"""  # noqa: S608 - our own column names


async def settled_among(
    connection: Asynchronous, hold_ids: Sequence[str]
) -> Mapping[str, Settlement]:
    """By hold; those that are not booked are missing."""
    rows = await (await connection.execute(_BOOKED, [list(hold_ids)])).fetchall()
    return {row[0]: settlement_of(EntryRow._make(row)) for row in rows}


def settlement_of(entry: EntryRow) -> Settlement:
    """What an entry makes of the hold with its id."""
    return Settlement(entry.id, *use_of(entry))
