"""Is no entry missed and none counted twice, in whichever order transactions are committed?"""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from router.adapters.storage.postgres.booking import book
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.adapters.storage.postgres.months import prepare_months_at_start
from router.adapters.storage.postgres.session import starting
from router.adapters.storage.postgres.spend import PostgresSpend
from router.adapters.storage.rows import rows_of
from tests.adapters.storage.postgres.bookings import booking
from tests.factories import NOON


@pytest.fixture(autouse=True)
def prepared(postgres_url: str) -> None:
    """A month that is added on demand costs a number."""
    with starting(postgres_url) as connection:
        prepare_months_at_start(connection, NOON)


async def add(connection: Asynchronous, number: int, *, cost_usd: str) -> None:
    await book(connection, [rows_of(*booking(number, cost_usd=cost_usd))])


async def seen(feed: PostgresSpend, seq: int) -> tuple[int, Decimal | int]:
    batch = await feed.since(seq, most=100)
    return batch.seq, sum(spend.cost_usd for spend in batch.spends)


async def test_an_entry_that_is_committed_later_than_its_number_says_is_waited_for(
    database: Database,
) -> None:
    feed, ledger = PostgresSpend(database), PostgresLedger(database)
    await ledger.append(*booking(1, cost_usd="1"))
    async with database.writing() as slow:
        await add(slow, 2, cost_usd="2")
        await ledger.append(*booking(3, cost_usd="4"))
        assert await seen(feed, 0) == (1, 1)
        assert await seen(feed, 1) == (1, 0)
        assert await feed.before(NOON + timedelta(days=1)) == 1
    assert await seen(feed, 1) == (3, 6)
    assert await seen(feed, 3) == (3, 0)


async def test_an_entry_that_is_never_committed_is_not_waited_for(database: Database) -> None:
    feed, ledger = PostgresSpend(database), PostgresLedger(database)
    await ledger.append(*booking(1, cost_usd="1"))

    async def fail_under_way() -> None:
        async with database.writing() as slow:
            await add(slow, 2, cost_usd="2")
            await ledger.append(*booking(3, cost_usd="4"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_under_way()
    assert await seen(feed, 0) == (3, 5)


async def test_a_transaction_that_has_not_booked_yet_holds_nothing_up(database: Database) -> None:
    feed, ledger = PostgresSpend(database), PostgresLedger(database)
    await ledger.append(*booking(1, cost_usd="1"))
    async with database.writing() as slow:
        await slow.execute("INSERT INTO meta VALUES ('busy', '')")
        await ledger.append(*booking(2, cost_usd="2"))
        assert await seen(feed, 0) == (2, 3)
        await add(slow, 3, cost_usd="4")
    assert await seen(feed, 2) == (3, 4)


async def test_the_oldest_of_several_that_are_under_way_counts(database: Database) -> None:
    feed, ledger = PostgresSpend(database), PostgresLedger(database)
    await ledger.append(*booking(1, cost_usd="1"))
    async with database.writing() as slow:
        await add(slow, 2, cost_usd="2")
        async with database.writing() as slower:
            await add(slower, 3, cost_usd="4")
            await ledger.append(*booking(4, cost_usd="8"))
            assert await seen(feed, 1) == (1, 0)
        assert await seen(feed, 1) == (1, 0)
    assert await seen(feed, 1) == (4, 14)


async def test_under_load_from_several_processes_every_entry_is_read_once(
    postgres_url: str,
) -> None:
    databases = [Database(postgres_url) for _ in range(3)]
    feed, each, many = PostgresSpend(databases[0]), 3, 60
    is_over = asyncio.Event()
    batches: list[Decimal | int] = []

    async def read() -> None:
        seq, is_last = 0, False
        while not is_last:
            is_last = is_over.is_set()
            seq, usd = await seen(feed, seq)
            batches.append(usd)

    async def write(database: Database, first: int) -> None:
        for number in range(first, first + many, each):
            async with database.writing() as connection:
                for one in range(number, number + each):
                    await add(connection, one, cost_usd=str(one**3))

    reading = asyncio.create_task(read())
    try:
        await asyncio.gather(*(write(one, place * many) for place, one in enumerate(databases)))
    finally:
        is_over.set()
        await reading
    assert sum(batches) == sum(one**3 for one in range(3 * many))
    assert len([usd for usd in batches if usd]) > 1
    for database in databases:
        await database.close()
