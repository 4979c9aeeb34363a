"""Tests of `router.adapters.storage.postgres.text_days`: what is forgotten, and who waits?"""

import asyncio
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.text_days import forget_before
from router.adapters.storage.postgres.texts import PostgresTexts
from router.core.kept_text import KeptText
from router.core.moments import to_micros
from tests.factories import NOON
from tests.postgres import PostgresServer

DAY = timedelta(days=1)
MARK = "zyzzyva-planted-phrase"


def text(number: int, *, days: float = 0.0) -> KeptText:
    return KeptText(
        decision_id=f"dec_{number}",
        at=NOON + days * DAY,
        messages=[{"role": "user", "content": f"{MARK} {number} " * 200}],
        answer=MARK,
    )


def days_of(postgres_url: str, table: str = "kept_text") -> list[str]:
    query = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass"
    with psycopg.connect(postgres_url) as other:
        return sorted(name for (name,) in other.execute(query, (table,)))


def holding_it(server: PostgresServer, postgres_url: str) -> list[str]:
    """The files of the database that hold the mark; the write-ahead log is not among them."""
    server.execute(sql.SQL("CHECKPOINT"))
    with psycopg.connect(postgres_url) as other:
        query = "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = %s"
        ((data, oid),) = other.execute(query, (other.info.dbname,)).fetchall()
    files = Path(data, "base", str(oid)).iterdir()
    return [file.name for file in files if MARK.encode() in file.read_bytes()]


async def test_each_day_has_a_table_that_goes_with_it(
    postgres_url: str, database: Database
) -> None:
    texts = PostgresTexts(database)
    await texts.keep([text(1), text(2, days=0.4), text(3, days=0.5), text(4, days=2)])
    assert days_of(postgres_url) == [
        "kept_text_20261120",
        "kept_text_20261121",
        "kept_text_20261122",
    ]

    assert await texts.purge(NOON + 1.5 * DAY) == 3

    assert days_of(postgres_url) == ["kept_text_20261122"]
    assert list(await texts.of([f"dec_{number}" for number in range(9)])) == ["dec_4"]


async def test_what_is_purged_is_in_no_file_any_more(
    postgres_server: PostgresServer, postgres_url: str, database: Database
) -> None:
    texts = PostgresTexts(database)
    late = [text(100 + number, days=0.25) for number in range(20)]
    await texts.keep([text(number, days=-1) for number in range(20)])
    await texts.keep([text(50 + number) for number in range(20)] + late)
    await texts.keep_comment("fb_1", MARK, at=NOON)
    assert len(holding_it(postgres_server, postgres_url)) >= 3

    assert await texts.purge(NOON + timedelta(seconds=1)) == 41

    assert await texts.of([one.decision_id for one in late]) == {
        one.decision_id: one for one in late
    }
    assert await texts.purge(NOON + DAY) == 20
    assert holding_it(postgres_server, postgres_url) == []


async def test_a_text_that_comes_late_is_kept_though_its_day_was_forgotten(
    database: Database,
) -> None:
    texts = PostgresTexts(database)
    await texts.keep([text(1)])
    await texts.purge(NOON + 5 * DAY)

    await texts.keep([text(2)])

    assert list(await texts.between(NOON, NOON + DAY)) == [text(2)]


async def test_many_who_write_the_first_text_of_a_day_make_one_table(postgres_url: str) -> None:
    databases = [Database(postgres_url) for _ in range(2)]
    await asyncio.gather(
        *(PostgresTexts(databases[number % 2]).keep([text(number)]) for number in range(12))
    )
    assert days_of(postgres_url) == ["kept_text_20261120"]
    found = await PostgresTexts(databases[0]).of([f"dec_{number}" for number in range(12)])
    assert len(found) == 12
    for database in databases:
        await database.close()


async def test_no_day_vanishes_under_who_writes_to_it(
    postgres_url: str, database: Database
) -> None:
    """The lock that writers share stands in for a writer that has not committed yet."""
    await PostgresTexts(database).keep([text(1)])
    with (
        psycopg.connect(postgres_url) as writer,
        psycopg.connect(postgres_url, autocommit=True) as purging,
    ):
        writer.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended('tierwise texts', 0))")
        purging.execute("SET lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            forget_before(purging, to_micros(NOON + 5 * DAY))
    assert days_of(postgres_url) == ["kept_text_20261120"]
