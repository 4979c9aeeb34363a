"""Every kind of store, opened twice on the same data. A new kind is one function and one line."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.memory import open_memory
from router.adapters.storage.postgres import open_postgres
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.redis import with_redis
from router.adapters.storage.secret_hash import PEPPER_BYTES
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.stores import Stores
from tests.contracts.fixed_clock import FixedClock
from tests.redis_server import RedisServer


@dataclass(frozen=True)
class Opened:
    """`peer` is what another process sees: its own connections to the same data."""

    stores: Stores
    peer: Stores
    clock: FixedClock


def _memory(request: pytest.FixtureRequest, clock: FixedClock) -> tuple[Stores, Stores]:
    only = open_memory()
    return only, only


def _sqlite(request: pytest.FixtureRequest, clock: FixedClock) -> tuple[Stores, Stores]:
    folder: Path = request.getfixturevalue("tmp_path")

    def opened() -> Stores:
        return open_sqlite(
            folder / "ledger.db",
            clock=clock,
            to_text=rulebook_to_text,
            from_text=rulebook_from_text,
        )

    return opened(), opened()


def _postgres(request: pytest.FixtureRequest, clock: FixedClock) -> tuple[Stores, Stores]:
    url: str = request.getfixturevalue("postgres_url")

    def opened() -> Stores:
        return open_postgres(
            url,
            clock=clock,
            to_text=rulebook_to_text,
            from_text=rulebook_from_text,
            pepper=b"p" * PEPPER_BYTES,
        )

    return opened(), opened()


def _postgres_with_redis(
    request: pytest.FixtureRequest, clock: FixedClock
) -> tuple[Stores, Stores]:
    url: str = request.getfixturevalue("postgres_url")
    redis: RedisServer = request.getfixturevalue("redis_server")
    stores, peer = _postgres(request, clock)
    return (
        with_redis(stores, Database(url), url=redis.url, clock=clock),
        with_redis(peer, Database(url), url=redis.url, clock=clock),
    )


KINDS: dict[str, Callable[[pytest.FixtureRequest, FixedClock], tuple[Stores, Stores]]] = {
    "memory": _memory,
    "sqlite": _sqlite,
    "postgres": _postgres,
    "postgres+redis": _postgres_with_redis,
}


@pytest_asyncio.fixture(params=KINDS)
async def opened(request: pytest.FixtureRequest) -> AsyncIterator[Opened]:
    clock = FixedClock()
    stores, peer = KINDS[request.param](request, clock)
    yield Opened(stores=stores, peer=peer, clock=clock)
    await stores.close()
    await peer.close()


@pytest.fixture
def stores(opened: Opened) -> Stores:
    return opened.stores
