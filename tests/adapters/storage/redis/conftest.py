"""Redis servers that a test may kill, and replicas of the service that share them."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.adapters.storage.redis.replica import Replica
from tests.redis_server import RedisServer, running_redis


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A server of this test alone."""
    with running_redis() as server:
        yield server


@pytest_asyncio.fixture
async def open_replica(
    postgres_url: str, redis: RedisServer
) -> AsyncIterator[Callable[[], Replica]]:
    """Each call is another process on the same servers."""
    async with AsyncExitStack() as stack:

        def opened() -> Replica:
            replica = Replica(postgres_url, redis.url)
            stack.push_async_callback(replica.ledger.close)
            return replica

        yield opened


@pytest.fixture
def replica(open_replica: Callable[[], Replica]) -> Replica:
    return open_replica()
