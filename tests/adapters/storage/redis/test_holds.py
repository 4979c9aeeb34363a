"""Do two servers hold together what one would?

What holds for every store is in tests/contracts/test_holds.py.
"""

import asyncio
from collections.abc import Callable

import pytest

from router.core.errors import LedgerUnavailable
from tests.adapters.storage.holding import claim, wish
from tests.adapters.storage.redis.replica import Replica
from tests.postgres import PostgresServer


async def test_replicas_grant_together_what_fits_and_not_one_more(
    open_replica: Callable[[], Replica],
) -> None:
    replicas = [open_replica() for _ in range(3)]
    granted = await asyncio.gather(*(replicas[n % 3].take(n, claim(7)) for n in range(90)))
    assert sum(granted) == 100 // 7
    assert await replicas[0].sums() == (0, 98)
    assert await replicas[0].used() == 98


async def test_a_refused_hold_writes_nothing_anywhere(replica: Replica) -> None:
    refused = await replica.holds.hold(*wish(1, claim(60), claim(101, account="budget:b")))
    assert (refused.is_held, refused.short) == (False, (1,))
    assert await replica.read("SELECT id FROM hold") == []
    assert await replica.read("SELECT id FROM decision") == []
    assert (await replica.counting.ask("holds"))[1] == []


async def test_what_a_caller_gave_up_is_let_go_at_the_next_beat(replica: Replica) -> None:
    await replica.sums()
    asking = asyncio.create_task(replica.take(1, claim(60)))
    await asyncio.sleep(0)  # it has asked, and nothing has answered
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert asking.cancelled()
    assert await replica.used() == 60
    await replica.holds.beat("one")
    assert await replica.sums() == (0, 0)
    assert await replica.used() == 0


async def test_what_postgres_could_not_be_asked_to_keep_is_free_again_at_once(
    postgres_server: PostgresServer, replica: Replica
) -> None:
    """Else an outage of PostgreSQL would use up all limits until the next sweep."""
    assert await replica.take(1, claim(10))
    postgres_server.stop()
    replica.database.patience_s = 0.1
    with pytest.raises(LedgerUnavailable, match="PostgreSQL"):
        await replica.take(2, claim(60))
    assert await replica.sums() == (0, 10)
    postgres_server.start()
    replica.database.patience_s = 5.0
    assert await replica.take(3, claim(90))
