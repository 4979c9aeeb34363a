"""Which months of the ledger have a partition, and who adds the next ones?"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import psycopg

from router.adapters.storage.postgres.connection import Asynchronous, Database, Synchronous
from router.core.moments import to_micros

__all__ = [
    "add_months",
    "is_month_missing",
    "months_ahead",
    "prepare_months",
    "prepare_months_at_start",
]

_ADD = "SELECT add_ledger_month(moment_us) FROM unnest(%s::bigint[]) AS moment_us"


def is_month_missing(error: psycopg.Error) -> bool:
    """Whether an entry was refused only because its month has no partition yet."""
    return (
        isinstance(error, psycopg.errors.CheckViolation)
        and error.diag.table_name == "ledger_entry"
        and error.diag.constraint_name is None
    )


def months_ahead(now: datetime, *, count: int = 3) -> list[int]:
    """A moment in this month and in each of the `count` after it."""
    first = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    moments = [first]
    for _ in range(count):
        moments.append((moments[-1] + timedelta(days=32)).replace(day=1))
    return [to_micros(moment) for moment in moments]


async def add_months(database: Database, moments_us: Iterable[int]) -> None:
    """Add the partitions that hold these moments, where they are missing."""
    wanted = sorted(set(moments_us))

    async def add(connection: Asynchronous) -> None:
        await connection.execute(_ADD, [wanted])

    await database.transact(add, is_repeatable=True)


async def prepare_months(database: Database, now: datetime) -> None:
    """Add this month and the next three; to be called once a day.

    Without it entries are booked all the same: the first one of a month adds it, and waits.
    """
    await add_months(database, months_ahead(now))


def prepare_months_at_start(connection: Synchronous, now: datetime) -> None:
    """The same, before a loop runs."""
    connection.execute(_ADD, [months_ahead(now)])
