"""Do replicas hear of changes at once, and again after Redis was away?"""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from router.adapters.storage.redis.changes import Changes
from tests.redis_server import RedisServer

Heard = asyncio.Queue[str | None]


@pytest_asyncio.fixture
async def heard(redis: RedisServer) -> AsyncIterator[Heard]:
    listener, queue = Changes(redis.url), Heard()
    listening = asyncio.create_task(listener.listen(queue.put_nowait))
    yield queue
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await listener.close()


async def test_whoever_begins_to_listen_may_have_missed_anything(heard: Heard) -> None:
    assert await heard.get() is None


async def test_a_topic_arrives_within_a_moment(heard: Heard, redis: RedisServer) -> None:
    await heard.get()
    speaker = Changes(redis.url)
    await speaker.announce("keys")
    assert await asyncio.wait_for(heard.get(), timeout=1) == "keys"
    await speaker.close()


async def test_listening_goes_on_after_redis_was_away(heard: Heard, redis: RedisServer) -> None:
    await heard.get()
    redis.stop()
    speaker = Changes(redis.url)
    await speaker.announce("nobody hears this, and nothing is raised")
    redis.start()
    assert await asyncio.wait_for(heard.get(), timeout=10) is None
    await speaker.announce("limits")
    assert await asyncio.wait_for(heard.get(), timeout=1) == "limits"
    await speaker.close()
