"""Does the pool survive restarts, deadlocks and crowds, and commit what it says?"""

import asyncio
import signal

import psycopg
import pytest

from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.failures import CommitInDoubt, TryAgain
from router.core.errors import ConfigurationError, LedgerUnavailable
from tests.adapters.storage.postgres.lossy_network import Loss, LossyNetwork
from tests.postgres import PostgresServer

ADD = "INSERT INTO meta VALUES (%s, '')"


async def names(database: Database) -> list[str]:
    async with database.reading() as connection:
        rows = await (await connection.execute("SELECT name FROM meta ORDER BY name")).fetchall()
    return [name for (name,) in rows]


async def test_a_transaction_is_committed_at_the_end_and_not_after_an_error(
    database: Database,
) -> None:
    async def add_b_and_fail() -> None:
        async with database.writing() as connection:
            await connection.execute(ADD, ["b"])
            raise ZeroDivisionError

    async with database.writing() as connection:
        await connection.execute(ADD, ["a"])
    with pytest.raises(ZeroDivisionError):
        await add_b_and_fail()
    assert await names(database) == ["a"]


async def test_at_once_is_committed_or_refused_as_a_whole(database: Database) -> None:
    async def add(*wanted: str) -> None:
        async with database.writing(at_once=True) as connection:
            for name in wanted:
                await connection.execute(ADD, [name])

    await add("a", "b")
    with pytest.raises(psycopg.errors.UniqueViolation):
        await add("c", "a", "d")
    assert await names(database) == ["a", "b"]


async def test_who_reads_cannot_write(database: Database) -> None:
    with pytest.raises(LedgerUnavailable, match="cannot be written"):
        async with database.reading() as connection:
            await connection.execute(ADD, ["a"])
    assert await names(database) == []


async def test_a_connection_that_failed_can_be_used_again(postgres_url: str) -> None:
    database = Database(postgres_url, max_size=1)
    with pytest.raises(LedgerUnavailable, match="a table is missing"):
        async with database.reading() as connection:
            await connection.execute("SELECT 1 FROM nowhere")
    assert await names(database) == []
    await database.close()


async def test_numbers_of_all_sizes_share_one_prepared_statement(database: Database) -> None:
    async with database.reading() as connection:
        for number in (*range(10), 2**15, 2**31, 2**62):
            row = await (await connection.execute("SELECT %s", [number])).fetchone()
            assert row == (number,)
        prepared = await (
            await connection.execute("SELECT count(*) FROM pg_prepared_statements")
        ).fetchone()
    assert prepared == (1,)


async def test_a_crowd_that_is_too_large_is_told(postgres_url: str) -> None:
    database = Database(postgres_url, max_size=1, patience_s=0.05)
    async with database.reading():
        with pytest.raises(LedgerUnavailable, match="all 1 connections are busy"):
            await names(database)
    assert await names(database) == []
    await database.close()


async def test_two_that_wait_for_each_other_both_get_through(postgres_url: str) -> None:
    database = Database(f"{postgres_url}?options=-c%20deadlock_timeout%3D20ms")
    async with database.writing() as connection:
        for name in ("a", "b"):
            await connection.execute(ADD, [name])
    tries = 0
    both_hold_one = asyncio.Barrier(2)

    async def take(first: str, second: str) -> None:
        async def work(connection: Asynchronous) -> None:
            nonlocal tries
            tries += 1
            await connection.execute("UPDATE meta SET value = '1' WHERE name = %s", [first])
            if tries <= 2:
                await both_hold_one.wait()
            await connection.execute("UPDATE meta SET value = '2' WHERE name = %s", [second])

        await database.transact(work)

    await asyncio.gather(take("a", "b"), take("b", "a"))
    assert tries == 3
    await database.close()


async def test_trying_again_ends_with_the_patience(postgres_url: str) -> None:
    database = Database(postgres_url, patience_s=0.05)
    tries = 0

    async def work(connection: Asynchronous) -> None:
        nonlocal tries
        tries += 1
        raise psycopg.errors.SerializationFailure("again")

    with pytest.raises(TryAgain):
        await database.transact(work)
    assert 2 <= tries <= 20
    await database.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["restart", "crash"])
async def test_after_a_restart_of_the_server_nobody_meets_a_broken_connection(
    postgres_server: PostgresServer, database: Database, how: signal.Signals
) -> None:
    async def at_once() -> None:
        await asyncio.gather(*(names(database) for _ in range(5)))

    await at_once()
    with database.connect_sync() as connection:
        connection.execute("SELECT 1")
    await asyncio.to_thread(postgres_server.stop, how)
    await asyncio.to_thread(postgres_server.start)
    await at_once()
    with database.connect_sync() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


async def test_while_the_server_is_away_this_is_said_and_it_recovers_alone(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    database = Database(postgres_url, patience_s=0.1)
    await asyncio.to_thread(postgres_server.stop)
    try:
        with pytest.raises(LedgerUnavailable, match="cannot be reached"):
            await names(database)
        with pytest.raises(LedgerUnavailable, match="cannot be reached"), database.connect_sync():
            pass
    finally:
        await asyncio.to_thread(postgres_server.start)
    database.patience_s = 10
    assert await names(database) == []
    await database.close()


async def test_a_break_within_a_transaction_leaves_nothing_and_is_tried_again(
    postgres_url: str,
) -> None:
    async with LossyNetwork(postgres_url).open() as network:
        database = Database(network.url)

        async def work(connection: Asynchronous) -> None:
            await connection.execute(ADD, ["a"])
            if not network.losses:
                network.next_loss = Loss.AFTER_THE_SERVER
                await connection.execute(ADD, ["b"])

        await database.transact(work)
        assert network.losses == 1
        assert await names(database) == ["a"]
        await database.close()


async def test_a_break_at_the_commit_is_in_doubt_and_not_simply_tried_again(
    postgres_url: str,
) -> None:
    async with LossyNetwork(postgres_url).open() as network:
        database = Database(network.url)

        async def work(connection: Asynchronous) -> None:
            await connection.execute(ADD, ["a"])
            network.next_loss = Loss.AFTER_THE_SERVER

        with pytest.raises(CommitInDoubt):
            await database.transact(work)
        assert await names(database) == ["a"]
        await database.close()


async def test_a_cancelled_reader_gives_its_connection_back(postgres_url: str) -> None:
    database = Database(postgres_url, max_size=1)

    async def wait_long() -> None:
        async with database.reading() as connection:
            await connection.execute("SELECT pg_sleep(60)")

    watcher = Database(postgres_url)
    waiting = asyncio.create_task(wait_long())
    while not await is_sleeping(watcher):
        assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await names(database) == []
    assert not await is_sleeping(watcher)
    await database.close()
    await watcher.close()


async def is_sleeping(watcher: Database) -> bool:
    async with watcher.reading() as connection:
        found = await connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
            "AND datname = current_database()"
        )
        return await found.fetchone() is not None


async def test_after_closing_everything_says_why_not(postgres_url: str) -> None:
    database = Database(postgres_url)
    assert await names(database) == []
    await database.close()
    with pytest.raises(LedgerUnavailable, match="shutting down"):
        await names(database)
    with pytest.raises(LedgerUnavailable, match="shutting down"), database.connect_sync():
        pass
    await database.close()


def test_connections_of_threads_are_used_again(postgres_url: str) -> None:
    database = Database(postgres_url)
    pids = set()
    for _ in range(3):
        with database.connect_sync() as connection:
            pids.add(connection.info.backend_pid)
    assert len(pids) == 1
    asyncio.run(database.close())


def test_a_url_that_cannot_be_read_is_refused_before_anything_is_connected() -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Database("postgresql://[")
