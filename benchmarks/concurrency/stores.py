"""On which stores is it tried, and where do their servers come from? From packages of the tests."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.concurrency.looking import Address
from tests.postgres import PostgresServer, running_server
from tests.redis_server import RedisServer, running_redis

__all__ = ["KINDS", "REPLICAS", "Opened", "opened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An empty store, and the servers that it is made of."""

    address: Address
    postgres: PostgresServer | None = None
    redis: RedisServer | None = None


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Opened]:
    """An empty store of this kind; a file lies in `folder`."""
    with KINDS[kind](folder) as store:
        yield store


@contextmanager
def _memory(folder: Path) -> Iterator[Opened]:
    yield Opened(address=Address(kind="memory", database=""))


@contextmanager
def _sqlite(folder: Path) -> Iterator[Opened]:
    yield Opened(address=Address(kind="sqlite", database=str(folder / "ledger.db")))


@contextmanager
def _postgres(folder: Path) -> Iterator[Opened]:
    with running_server() as server, server.database(is_empty=True) as url:
        yield Opened(address=Address(kind="postgres", database=url), postgres=server)


@contextmanager
def _postgres_and_redis(folder: Path) -> Iterator[Opened]:
    with running_redis() as counters, _postgres(folder) as store:
        address = Address(kind="postgres", database=store.address.database, redis=counters.url)
        yield Opened(address=address, postgres=store.postgres, redis=counters)


KINDS: Mapping[str, Callable[[Path], AbstractContextManager[Opened]]] = {
    "memory": _memory,
    "sqlite": _sqlite,
    "postgres": _postgres,
    "postgres+redis": _postgres_and_redis,
}
REPLICAS = {"memory": 1, "sqlite": 2, "postgres": 2, "postgres+redis": 2}
"""A store in memory is of one process."""
