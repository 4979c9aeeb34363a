"""Is the service back as soon as Redis is, and is it clear who counts?"""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from router.adapters.storage.postgres.accounts import PostgresAccounts
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.holds import PostgresHolds
from router.core.errors import LedgerUnavailable
from tests.adapters.storage.holding import claim, opening, settling, wish
from tests.adapters.storage.redis.load import Load
from tests.adapters.storage.redis.replica import Replica
from tests.contracts.fixed_clock import FixedClock
from tests.postgres import PostgresServer
from tests.redis_server import RedisServer


@pytest_asyncio.fixture
async def impatient(postgres_url: str, redis: RedisServer) -> AsyncIterator[Replica]:
    replica = Replica(postgres_url, redis.url, patience_s=0.2)
    yield replica
    await replica.ledger.close()


async def test_without_redis_limits_refuse_after_a_while_and_say_why(
    impatient: Replica, redis: RedisServer
) -> None:
    redis.stop()
    with pytest.raises(LedgerUnavailable, match=r"Redis at 127\.0\.0\.1:\d+: .* Start it"):
        await impatient.take(1, claim())
    assert await impatient.take(2), "what no limit covers needs no Redis"
    redis.start()
    assert await impatient.take(3, claim())
    assert await impatient.sums() == (0, 10)


async def test_a_short_restart_is_only_waited_for(replica: Replica, redis: RedisServer) -> None:
    assert await replica.take(1, claim(60))
    redis.stop()
    asking = asyncio.create_task(replica.take(2, claim(40)))
    await asyncio.sleep(0.1)
    assert not asking.done()
    redis.start()
    assert await asking
    assert await replica.sums() == (0, 100)


async def test_a_redis_that_says_nothing_is_not_waited_for_for_ever(
    impatient: Replica, redis: RedisServer
) -> None:
    """What it may have granted before it was frozen is known by its id, and granted once."""
    assert await impatient.take(1, claim(60))
    with redis.frozen(), pytest.raises(LedgerUnavailable, match="Redis"):
        await impatient.take(2, claim(40))
    assert await impatient.take(2, claim(40))
    assert await impatient.sums() == (0, 100)


async def test_a_cluster_takes_all_keys(postgres_url: str, redis: RedisServer) -> None:
    """It refuses scripts whose keys lie in several slots."""
    redis.stop()
    redis.start_cluster()
    replica = Replica(postgres_url, redis.url)
    assert await replica.take(1, claim(60))
    await replica.settle(1, nanos=50)
    assert await replica.sums() == (50, 0)
    await replica.ledger.close()


async def test_counters_move_from_postgres_to_redis_and_back_with_who_is_started_last(
    postgres_url: str, open_replica: Callable[[], Replica]
) -> None:
    database = Database(postgres_url)
    old = PostgresHolds(database, clock=FixedClock())
    await PostgresAccounts(database).open([opening()])
    assert (await old.hold(*wish(1, claim(30)))).is_held
    replica = open_replica()
    await replica.ledger.append(*settling("before", nanos=3))
    await replica.settle(1, nanos=20)
    assert await replica.take(2, claim(40))
    assert await replica.sums() == (23, 40)

    newest = Database(postgres_url)
    holds = PostgresHolds(newest, clock=FixedClock())
    assert (await holds.hold(*wish(3, claim(37)))).is_held
    assert not (await holds.hold(*wish(4, claim(1)))).is_held
    with pytest.raises(LedgerUnavailable, match="same setting"):
        await replica.take(5, claim(1))
    (state,) = await PostgresAccounts(newest).states([claim()])
    assert (state.spent, state.held) == (23, 77)
    assert not await open_replica().take(6, claim(1)), "started later still, it counts all of it"
    with pytest.raises(LedgerUnavailable, match="same setting"):
        await holds.hold(*wish(7, claim(1)))
    for one in (database, newest):
        await one.close()


async def test_no_limit_is_overrun_while_postgres_crashes_under_load(
    open_replica: Callable[[], Replica], postgres_server: PostgresServer
) -> None:
    replicas = [open_replica(), open_replica()]
    await replicas[0].accounts.open([opening()])
    load = Load(replicas, limit=700)
    crashes = 0

    async def crash() -> None:
        nonlocal crashes
        if crashes < 2:
            crashes += 1
            await asyncio.to_thread(postgres_server.stop, signal.SIGKILL)
            await asyncio.to_thread(postgres_server.start)

    await load.run(crash)
    assert crashes == 2
    assert max(load.seen) <= 700
    assert load.granted > 50
    # What a crash left between the two servers is swept, at latest.
    for replica in replicas:
        await replica.holds.beat("one")
        await replica.sweep.run()
        replica.clock.advance(60)
        await replica.sweep.run()
    assert await replicas[0].sums() == (await replicas[0].used(), 0)
