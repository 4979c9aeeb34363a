"""Are the counters in Redis those that the books ask for?

What holds for every store is in tests/contracts/test_accounts.py.
"""

import asyncio
from collections.abc import Callable

import msgspec

from router.adapters.storage.postgres.ledger import PostgresLedger
from tests.adapters.storage.holding import SLICE_US, claim, opening, settling
from tests.adapters.storage.redis.replica import Replica
from tests.redis_server import RedisServer


async def test_recounting_heals_what_was_planted_in_redis(
    replica: Replica, redis: RedisServer
) -> None:
    await replica.accounts.open([opening()])
    assert await replica.take(1, claim(60))
    await replica.settle(1, nanos=25)
    assert await replica.take(2, claim(30))
    with redis.client() as client:
        (counts,) = client.scan_iter(match="*:counts")
        planted = msgspec.msgpack.encode([SLICE_US, 0, 5, 3, 7, 1])
        client.hset(counts, "a:budget:a", planted)
    assert await replica.sums() == (5, 3_000_000_007)
    assert list(await replica.accounts.recount([opening()])) == [(-20, 3_000_000_007 - 30)]
    assert await replica.sums() == (25, 30)


async def test_recounting_settles_what_is_booked_and_did_not_arrive(replica: Replica) -> None:
    await replica.accounts.open([opening()])
    both = (claim(60), claim(60, account="budget:b"))
    assert await replica.take(1, *both)
    await PostgresLedger(replica.database).append(*settling(1, nanos=25))
    assert list(await replica.accounts.recount([opening()])) == [(0, 0)]
    assert await replica.sums() == (25, 0)
    assert await replica.sums(both[1]) == (25, 0)


async def test_recounting_leaves_alone_what_is_granted_and_not_kept_yet(
    replica: Replica, open_replica: Callable[[], Replica]
) -> None:
    await replica.accounts.open([opening()])
    other, is_over = open_replica(), asyncio.Event()

    async def recount() -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        while not is_over.is_set():
            found |= set(await other.accounts.recount([opening()]))
        return found

    recounting = asyncio.create_task(recount())
    for start in range(0, 80, 20):
        numbers = range(start, start + 20)
        await asyncio.gather(*(replica.take(n, claim(3, limit=900)) for n in numbers))
        await asyncio.gather(*(replica.settle(n, nanos=2) for n in numbers))
    is_over.set()
    assert await recounting == {(0, 0)}
    assert await replica.sums() == (160, 0)


async def test_counters_that_are_lost_before_recounting_are_made_anew_first(
    replica: Replica, redis: RedisServer
) -> None:
    await replica.accounts.open([opening()])
    assert await replica.take(1, claim(60))
    with redis.client() as client:
        client.flushall()
    assert list(await replica.accounts.recount([opening()])) == [(0, 0)]
    assert await replica.sums() == (0, 60)
