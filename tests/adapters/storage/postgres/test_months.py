"""Does every entry find its month, however far away, and however many want it at once?"""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.adapters.storage.postgres.months import (
    add_months,
    is_month_missing,
    months_ahead,
    prepare_months,
    prepare_months_at_start,
)
from router.adapters.storage.postgres.session import starting
from router.core.moments import from_micros, to_micros
from tests.adapters.storage.postgres.bookings import booking
from tests.factories import NOON

MICROSECOND = timedelta(microseconds=1)
BOUNDS = """
    SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_class c
    JOIN pg_inherits i ON i.inhrelid = c.oid
    WHERE i.inhparent = 'ledger_entry'::regclass ORDER BY c.relname
"""


async def months(database: Database) -> list[str]:
    async with database.reading() as connection:
        rows = await (await connection.execute(BOUNDS)).fetchall()
    return [name.removeprefix("ledger_entry_") for name, _ in rows]


async def test_an_entry_of_any_time_is_booked_and_makes_its_month(database: Database) -> None:
    ledger = PostgresLedger(database)
    moments = [
        datetime.min.replace(tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2024, 3, 1, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=-11))),
        datetime.max.replace(tzinfo=UTC),
    ]
    for number, at in enumerate(moments):
        await ledger.append(*booking(number, at=at))
        (entry,) = await ledger.entries(f"dec_{number}")
        assert entry.at == at
    assert await months(database) == [
        "0001_01", "1969_12", "1970_01", "2024_02", "2024_03", "2027_01", "9999_12",
    ]  # fmt: skip


async def test_a_month_ends_where_the_next_begins(database: Database) -> None:
    await prepare_months(database, datetime(2027, 12, 31, tzinfo=UTC))
    async with database.reading() as connection:
        rows = await (await connection.execute(BOUNDS)).fetchall()
    ends = [bound.split("'")[1::2] for _, bound in rows]
    assert [from_micros(int(first)).isoformat()[:16] for first, _ in ends] == [
        "2027-12-01T00:00", "2028-01-01T00:00", "2028-02-01T00:00", "2028-03-01T00:00",
    ]  # fmt: skip
    assert [after for _, after in ends[:-1]] == [first for first, _ in ends[1:]]
    assert from_micros(int(ends[-1][1])) == datetime(2028, 4, 1, tzinfo=UTC)


async def test_a_batch_over_many_months_is_booked_whole(database: Database) -> None:
    ledger = PostgresLedger(database)
    entries = [booking(n, at=NOON + n * timedelta(days=30)) for n in range(24)]
    await asyncio.gather(*(ledger.append(*one) for one in entries))
    assert len(await months(database)) == 24


async def test_many_processes_that_need_the_same_month_get_it(postgres_url: str) -> None:
    databases = [Database(postgres_url) for _ in range(6)]
    ledgers = [PostgresLedger(database) for database in databases]
    await asyncio.gather(*(ledger.append(*booking(n)) for n, ledger in enumerate(ledgers)))
    assert len(await months(databases[0])) == 1
    for database in databases:
        await database.close()


async def test_who_books_in_another_month_is_not_held_up(database: Database) -> None:
    ledger = PostgresLedger(database)
    await ledger.append(*booking(1))
    async with database.writing() as slow:
        await slow.execute("INSERT INTO ledger_entry_id VALUES ('x', 0)")
        await slow.execute("LOCK TABLE ledger_entry IN ROW EXCLUSIVE MODE")
        await add_months(database, [to_micros(NOON + timedelta(days=300))])
    assert len(await months(database)) == 2


async def test_adding_a_month_twice_does_nothing(database: Database) -> None:
    for _ in range(2):
        await add_months(database, [to_micros(NOON), to_micros(NOON + MICROSECOND)])
    assert len(await months(database)) == 1


def test_months_are_prepared_before_a_loop_runs(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        prepare_months_at_start(connection, NOON)
        assert len(connection.execute(BOUNDS).fetchall()) == 4


def test_months_ahead_begin_with_this_one_whatever_its_day_and_zone() -> None:
    new_year_in_samoa = datetime(2027, 1, 1, 1, tzinfo=timezone(timedelta(hours=13)))
    assert [from_micros(us).date().isoformat() for us in months_ahead(new_year_in_samoa)] == [
        "2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01",
    ]  # fmt: skip
    assert [from_micros(us).month for us in months_ahead(datetime(2028, 1, 31, tzinfo=UTC))] == [
        1, 2, 3, 4,
    ]  # fmt: skip


async def test_another_refusal_is_not_taken_for_a_missing_month(database: Database) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as missing:
        async with database.writing() as connection:
            await connection.execute(INSERT, [to_micros(NOON), 0])
    await add_months(database, [to_micros(NOON)])
    with pytest.raises(psycopg.errors.CheckViolation) as other:
        async with database.writing() as connection:
            await connection.execute(INSERT, [to_micros(NOON), 2])
    assert is_month_missing(missing.value)
    assert not is_month_missing(other.value)


INSERT = """
    INSERT INTO ledger_entry (
        id, decision_id, at_us, outcome, key_id, "user", team, project, environment, tags,
        input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
        is_estimated, cost_nano_usd, policy_version, classifier_version, duration_ms
    ) VALUES ('a', 'b', %s, '', '', '', '', '', '', '', 0, 0, 0, 0, 0, %s, 0, '', '', 0)
"""
