"""Is a budget kept when everybody calls at once, on each kind of store?

The same trial as `python -m benchmarks.concurrency.run`, with fewer requests.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.concurrency.looking import Address
from benchmarks.concurrency.stores import REPLICAS, opened
from benchmarks.concurrency.trial import Size, attempt
from tests.redis_server import RedisServer, running_redis


@pytest.fixture
def counters() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


def _memory(request: pytest.FixtureRequest) -> Address:
    return Address(kind="memory", database="")


def _sqlite(request: pytest.FixtureRequest) -> Address:
    folder: Path = request.getfixturevalue("tmp_path")
    return Address(kind="sqlite", database=str(folder / "ledger.db"))


def _postgres(request: pytest.FixtureRequest) -> Address:
    return Address(kind="postgres", database=request.getfixturevalue("postgres_url"))


def _postgres_and_redis(request: pytest.FixtureRequest) -> Address:
    counters: RedisServer = request.getfixturevalue("counters")
    database = request.getfixturevalue("postgres_url")
    return Address(kind="postgres", database=database, redis=counters.url)


KINDS: dict[str, Callable[[pytest.FixtureRequest], Address]] = {
    "memory": _memory,
    "sqlite": _sqlite,
    "postgres": _postgres,
    "postgres+redis": _postgres_and_redis,
}


@pytest.mark.parametrize("kind", ["sqlite"])  # the slow one runs on all of them
def test_a_crowd_uses_a_budget_up_and_never_exceeds_it(
    kind: str, request: pytest.FixtureRequest
) -> None:
    size = Size(requests=120, at_once=40, callers=2, worth=40)

    outcome = attempt(KINDS[kind](request), replicas=REPLICAS[kind], size=size)

    assert outcome.untrue == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_two_thousand_requests_use_nearly_all_of_a_budget_for_five_hundred(
    kind: str, tmp_path: Path
) -> None:
    with opened(kind, tmp_path) as store:
        outcome = attempt(store.address, replicas=REPLICAS[kind], size=Size())

    assert outcome.untrue == []
    assert outcome.share_used >= 0.99
