"""Which slices of accounts will nobody count again?"""

from router.adapters.storage.postgres.connection import Asynchronous, Database

__all__ = ["forget_old_slices"]

# A rolling window is 61 slices, a carry-over looks one period back: 130 lengths are far enough,
# and so are 400 days.
_OPENINGS = """
    DELETE FROM account_opening
    WHERE until_us < %s - least(130 * (until_us - slice_us) + %s, 400 * %s)
"""
# What was never opened belongs to a quota by the minute, or to requests under way (slice 0).
_SLICES = """
    DELETE FROM account_slice
    WHERE held = 0 AND slice_us BETWEEN 1 AND %s AND NOT EXISTS (
        SELECT FROM account_opening AS o
        WHERE o.account = account_slice.account AND o.slice_us = account_slice.slice_us)
"""
_DAY_US = 24 * 3_600_000_000


async def forget_old_slices(database: Database, *, now_us: int) -> None:
    """Delete them; what was held or spent in them stays in the ledger."""

    async def work(connection: Asynchronous) -> None:
        await connection.execute(_OPENINGS, [now_us, _DAY_US, _DAY_US])
        await connection.execute(_SLICES, [now_us - 2 * _DAY_US])

    await database.transact(work, is_repeatable=True)
