"""Do the counters come back exactly, whatever happens to Redis, and while requests go on?"""

import asyncio
from collections.abc import Callable, Coroutine

import pytest
from redis import Redis
from typing_extensions import override

from router.adapters.storage.redis.rebuild import rebuild
from router.adapters.storage.redis.script import Scripts, connected
from tests.adapters.storage.holding import claim, opening
from tests.adapters.storage.redis.load import Load
from tests.adapters.storage.redis.replica import Replica
from tests.redis_server import RedisServer


def key(client: Redis, name: str) -> bytes:
    (found,) = client.scan_iter(match=f"*:{name}")
    assert isinstance(found, bytes)
    return found


def namespace_of(redis: RedisServer) -> str:
    with redis.client() as client:
        return key(client, "counts").decode().partition("{tierwise:")[2].partition("}")[0]


class Interrupted(Scripts):
    """While a new generation is loaded, a request under way is settled."""

    def __init__(self, redis: RedisServer, settled: Callable[[], Coroutine[None, None, None]]):
        self.client, place = connected(redis.url)
        super().__init__(self.client, place=place, namespace=namespace_of(redis))
        self._settled = settled
        self.settling: asyncio.Task[None] | None = None

    @override
    async def begin(self, generation: int, what: str, *, given: object = ()) -> object:
        if what == "load" and self.settling is None:
            self.settling = asyncio.create_task(self._settled())
            await asyncio.sleep(0.2)
        return await super().begin(generation, what, given=given)


async def prepared(replica: Replica) -> None:
    """30 spent and 40 held, of 100."""
    await replica.accounts.open([opening()])
    for number, nanos in ((1, 30), (2, 40)):
        assert await replica.take(number, claim(nanos))
    await replica.settle(1, nanos=30)
    assert await replica.sums() == (30, 40)


@pytest.mark.parametrize("what", ["all", "counts", "holds"])
async def test_emptied_or_evicted_counters_come_back(
    what: str, replica: Replica, redis: RedisServer
) -> None:
    await prepared(replica)
    with redis.client() as client:
        client.flushall() if what == "all" else client.delete(key(client, what))
    assert not await replica.take(3, claim(31))
    assert await replica.take(4, claim(30))
    await replica.settle(2, nanos=5)
    assert await replica.sums() == (35, 30)


async def test_a_server_that_starts_again_empty_is_filled(
    replica: Replica, redis: RedisServer
) -> None:
    await prepared(replica)
    redis.stop()
    redis.start()
    assert not await replica.take(3, claim(31))
    assert await replica.sums() == (30, 40)


async def test_a_server_that_starts_again_with_an_old_copy_is_not_believed(
    replica: Replica, redis: RedisServer
) -> None:
    await prepared(replica)
    with redis.client() as client:
        client.save()
    assert await replica.take(3, claim(20))
    await replica.settle(2, nanos=1)
    redis.stop()
    redis.start()
    with redis.client() as client:
        assert client.hexists(key(client, "counts"), "token"), "the copy was not read"
    assert await replica.sums() == (31, 20)


async def test_what_was_held_without_redis_counts_in_it(
    replica: Replica, redis: RedisServer, open_replica: Callable[[], Replica]
) -> None:
    await prepared(replica)
    with redis.client() as client:
        client.flushall()
    other = open_replica()
    assert not await other.take(3, claim(31))
    await other.settle(2, nanos=7)
    assert await replica.sums() == (37, 0)


async def test_of_many_that_find_them_lost_one_makes_them_anew(
    open_replica: Callable[[], Replica], redis: RedisServer
) -> None:
    replicas = [open_replica() for _ in range(4)]
    await prepared(replicas[0])
    await asyncio.gather(*(one.sums() for one in replicas))
    before = await replicas[0].generation()
    with redis.client() as client:
        client.flushall()
    found = await asyncio.gather(*(one.sums() for one in replicas for _ in range(5)))
    assert set(found) == {(30, 40)}
    assert await replicas[0].generation() == before + 1


async def test_whoever_comes_late_does_not_replace_a_newer_generation(
    replica: Replica, redis: RedisServer
) -> None:
    await prepared(replica)
    generation = await replica.generation()
    client, place = connected(redis.url)
    late = Scripts(client, place=place, namespace=namespace_of(redis))
    for number in (generation - 1, generation):
        await late.begin(number, "load", given=((), ()))
        assert not await late.begin(number, "start", given=(0, 0))
    await client.aclose()
    assert await replica.sums() == (30, 40)


async def test_what_is_settled_while_they_are_made_anew_is_not_lost(
    replica: Replica, redis: RedisServer, open_replica: Callable[[], Replica]
) -> None:
    await prepared(replica)
    other = open_replica()
    assert await other.sums() == (30, 40)
    scripts = Interrupted(redis, lambda: other.settle(2, nanos=5))
    async with replica.database.writing() as guard:
        await guard.execute("SELECT pg_advisory_xact_lock(x'545c'::bigint << 48)")
        await rebuild(replica.database, scripts)
        assert await replica.used() == 35, "it was booked meanwhile"
    assert scripts.settling is not None
    await scripts.settling
    await scripts.client.aclose()
    assert await replica.sums() == (35, 0)


async def test_what_is_loaded_only_in_part_does_not_begin(
    replica: Replica, redis: RedisServer
) -> None:
    await prepared(replica)
    client, place = connected(redis.url)
    scripts = Scripts(client, place=place, namespace="another")
    await scripts.begin(1, "load", given=([("a:x", [0, 0, 9, 0, 0, 1])], ()))
    assert not await scripts.begin(1, "start", given=(2, 0))
    assert await scripts.begin(1, "start", given=(1, 0))
    await client.aclose()


async def test_no_limit_is_overrun_while_redis_is_emptied_under_load(
    open_replica: Callable[[], Replica], redis: RedisServer
) -> None:
    replicas = [open_replica(), open_replica()]
    await asyncio.gather(*(one.accounts.open([opening()]) for one in replicas))
    load = Load(replicas, limit=700)

    async def empty() -> None:
        with redis.client() as client:
            client.flushall()

    await load.run(empty)
    assert await replicas[0].generation() > 3, "Redis was not emptied often enough"
    assert max(load.seen) <= 700
    assert load.granted > 100
    assert await replicas[0].sums() == (await replicas[0].used(), 0)
    assert list(await replicas[1].accounts.recount([opening()])) == [(0, 0)]
