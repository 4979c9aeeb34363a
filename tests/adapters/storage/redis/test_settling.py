"""Is what was booked while Redis was away counted once it is back?"""

import asyncio
from collections.abc import Callable

from router.adapters.storage.redis.settling import Settlement
from tests.adapters.storage.holding import claim
from tests.adapters.storage.redis.replica import Replica
from tests.redis_server import RedisServer


async def until(replica: Replica, sums: tuple[int, int]) -> None:
    for _ in range(500):
        if await replica.sums() == sums:
            return
        await asyncio.sleep(0.02)
    assert await replica.sums() == sums


async def test_an_entry_is_booked_while_redis_is_away_and_counted_when_it_is_back(
    replica: Replica, redis: RedisServer
) -> None:
    assert await replica.take(1, claim(60))
    redis.stop()
    await replica.settle(1, nanos=25)
    assert await replica.used() == 25
    redis.start()
    await until(replica, (0, 0))  # nobody opened the account: it begins anew with what is held


async def test_a_redis_that_only_slept_hears_of_it_later(
    replica: Replica, redis: RedisServer
) -> None:
    assert await replica.take(1, claim(60))
    with redis.frozen():
        await replica.settle(1, nanos=25)
    await until(replica, (25, 0))


async def test_what_did_not_arrive_before_the_end_is_sent_at_closing(
    replica: Replica, redis: RedisServer, open_replica: Callable[[], Replica]
) -> None:
    assert await replica.take(1, claim(60))
    with redis.frozen():
        await replica.settle(1, nanos=25)
    await replica.ledger.close()
    assert await open_replica().sums() == (25, 0)


async def test_the_same_settlement_counts_once(replica: Replica) -> None:
    assert await replica.take(1, claim(60))
    await replica.settling.settle([Settlement("led_1", usd=25)] * 3)
    assert await replica.sums() == (25, 0)


async def test_a_grant_that_is_younger_is_left_alone(replica: Replica) -> None:
    assert await replica.take(1, claim(60))
    await replica.settling.settle([Settlement("led_1", below=1)])
    assert await replica.sums() == (0, 60)
    await replica.settling.settle([Settlement("led_1", below=2)])
    assert await replica.sums() == (0, 0)
