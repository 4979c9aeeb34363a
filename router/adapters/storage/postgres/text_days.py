"""How do texts of one day lie apart from others, so that a day can be forgotten as a whole?

PostgreSQL leaves what is deleted in its files until the room is needed. A table that is dropped
or written anew leaves nothing; only that of the day at which the retention ends is written anew,
and no request writes to that one. Write-ahead logs, replicas and backups have their own retention.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

from router.core.moments import from_micros, to_micros

__all__ = ["forget_before", "make_days"]

_TABLES = ("kept_text", "kept_comment")
_DAY = timedelta(days=1)
# Who writes shares this lock and who forgets has it alone: no day vanishes under a writer.
_SHARED = "SELECT pg_advisory_xact_lock_shared(hashtextextended('tierwise texts', 0))"
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('tierwise texts', 0))"
_MAKING = "SELECT pg_advisory_xact_lock(hashtextextended('tierwise text days', 0))"
_IS_THERE = "SELECT to_regclass(%s) IS NOT NULL"
_MAKE = sql.SQL(
    "CREATE TABLE IF NOT EXISTS {day} PARTITION OF {table} FOR VALUES FROM ({first}) TO ({end})"
)
_DAYS = """
    SELECT day.relname FROM pg_inherits JOIN pg_class day ON day.oid = inhrelid
    WHERE inhparent = %s::regclass
"""
_COUNT = sql.SQL("SELECT count(*) FROM {day}")
_DROP = sql.SQL("DROP TABLE {day}")
_DELETE = sql.SQL("DELETE FROM {table} WHERE at_us < %s")
_REWRITE = sql.SQL("VACUUM (FULL) {day}")


async def make_days(
    connection: psycopg.AsyncConnection[Any], table: str, *, moments_us: Iterable[int]
) -> None:
    """Have a place for each of these moments, until the transaction ends."""
    await connection.execute(_SHARED)
    for day in sorted({_midnight(moment_us) for moment_us in moments_us}):
        name = _name(table, day)
        ((is_there,),) = await (await connection.execute(_IS_THERE, (name,))).fetchall()
        if is_there:
            continue
        await connection.execute(_MAKING)
        await connection.execute(
            _MAKE.format(
                day=sql.Identifier(name),
                table=sql.Identifier(table),
                first=sql.Literal(to_micros(day)),
                end=sql.Literal(to_micros(day + _DAY)),
            )
        )


def forget_before(connection: psycopg.Connection[Any], before_us: int) -> int:
    """Delete what is older, in a connection without a transaction; gives how many texts."""
    oldest = _midnight(before_us)
    cut: list[str] = []
    with connection.transaction():
        connection.execute(_ALONE)
        forgotten = sum(_drop_before(connection, table, oldest=oldest) for table in _TABLES)
        for table in _TABLES:
            delete = _DELETE.format(table=sql.Identifier(table))
            deleted = connection.execute(delete, (before_us,)).rowcount
            forgotten += deleted
            cut += [_name(table, oldest)] if deleted else []
    for day in cut:
        connection.execute(_REWRITE.format(day=sql.Identifier(day)))
    return forgotten


def _drop_before(connection: psycopg.Connection[Any], table: str, *, oldest: datetime) -> int:
    dropped = 0
    for (name,) in connection.execute(_DAYS, (table,)).fetchall():
        if name < _name(table, oldest):
            day = sql.Identifier(name)
            ((count,),) = connection.execute(_COUNT.format(day=day)).fetchall()
            connection.execute(_DROP.format(day=day))
            dropped += count
    return dropped


def _name(table: str, day: datetime) -> str:
    return f"{table}_{day.date().isoformat().replace('-', '')}"


def _midnight(moment_us: int) -> datetime:
    return datetime.combine(from_micros(moment_us).date(), datetime.min.time(), tzinfo=UTC)
