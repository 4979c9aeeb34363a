"""Do holds of many processes on one database stay within their limits, and out of each other's way?

What holds for every store is in tests/contracts/test_holds.py.
"""

import asyncio
import random
import signal
from collections.abc import AsyncIterator

import psycopg
import pytest
import pytest_asyncio

from router.adapters.storage.postgres.accounts import PostgresAccounts
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.holds import PostgresHolds, close_holds
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.core.errors import LedgerUnavailable
from tests.adapters.storage.holding import claim, settling, wish
from tests.contracts.fixed_clock import FixedClock
from tests.postgres import PostgresServer


@pytest.fixture
def holds(database: Database) -> PostgresHolds:
    return PostgresHolds(database, clock=FixedClock())


@pytest_asyncio.fixture
async def peer(postgres_url: str) -> AsyncIterator[PostgresHolds]:
    database = Database(postgres_url)
    yield PostgresHolds(database, clock=FixedClock())
    await database.close()


def read(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


async def test_two_processes_grant_together_what_fits_and_not_one_more(
    holds: PostgresHolds, peer: PostgresHolds, postgres_url: str
) -> None:
    granted = await asyncio.gather(
        *((holds, peer)[n % 2].hold(*wish(n, claim(7, limit=100))) for n in range(60))
    )
    assert sum(reservation.is_held for reservation in granted) == 100 // 7
    assert read(postgres_url, "SELECT spent, held FROM account_slice") == [(0, 98)]


async def test_a_rolling_window_is_not_overrun_from_slices_that_nobody_has_seen(
    holds: PostgresHolds, peer: PostgresHolds
) -> None:
    """Each hold falls into a slice of its own, so no two of them meet in a row."""
    wishes = [wish(n, claim(10, slice_us=1000 + n, since_us=1000)) for n in range(40)]
    granted = await asyncio.gather(
        *((holds, peer)[n % 2].hold(*wished) for n, wished in enumerate(wishes))
    )
    assert sum(reservation.is_held for reservation in granted) == 10


async def test_accounts_in_any_order_never_lock_each_other_out(
    holds: PostgresHolds, peer: PostgresHolds, database: Database, postgres_url: str
) -> None:
    """Holds and settlements of two processes, over the same accounts in random orders."""
    ledger = PostgresLedger(database, close_holds=close_holds)
    accounts = [f"budget:{name}" for name in "abcdef"]
    chosen = random.Random(5)  # noqa: S311
    before = read(postgres_url, "SELECT deadlocks FROM pg_stat_database WHERE deadlocks > 0")

    async def request(number: int) -> None:
        names = chosen.sample(accounts, k=4)
        claims = [claim(1, limit=10**9, account=name) for name in names]
        assert (await (holds, peer)[number % 2].hold(*wish(number, *claims))).is_held
        await ledger.append(*settling(number, nanos=3))

    for start in range(0, 200, 50):
        await asyncio.gather(*(request(start + n) for n in range(50)))
    assert read(postgres_url, "SELECT sum(spent), sum(held) FROM account_slice") == [(2400, 0)]
    after = read(postgres_url, "SELECT deadlocks FROM pg_stat_database WHERE deadlocks > 0")
    assert after == before


async def test_a_refused_hold_writes_nothing(holds: PostgresHolds, postgres_url: str) -> None:
    refused = await holds.hold(*wish(1, claim(60), claim(101, account="budget:b")))
    assert (refused.is_held, refused.short) == (False, (1,))
    for table in ("hold", "decision", "account_slice"):
        assert read(postgres_url, f"SELECT * FROM {table}") == []  # noqa: S608


async def test_one_hold_that_cannot_be_kept_spoils_no_other(holds: PostgresHolds) -> None:
    results = await asyncio.gather(
        *(
            holds.hold(*wish(n, claim(10**19 if n == 3 else 1, limit=10**19 if n == 3 else 100)))
            for n in range(6)
        ),
        return_exceptions=True,
    )
    assert isinstance(results[3], LedgerUnavailable)
    assert "led_3 cannot be held" in results[3].message
    assert [n for n, result in enumerate(results) if isinstance(result, BaseException)] == [3]


async def test_a_hold_that_is_asked_for_again_after_a_broken_connection_is_held_once(
    holds: PostgresHolds, postgres_url: str
) -> None:
    for _ in range(2):
        assert (await holds.hold(*wish(1, claim(60)))).is_held
    assert read(postgres_url, "SELECT held FROM account_slice") == [(60,)]


async def test_what_a_caller_gave_up_is_let_go_at_the_next_beat(
    holds: PostgresHolds, postgres_url: str
) -> None:
    asking = asyncio.create_task(holds.hold(*wish(1, claim(60))))
    await asyncio.sleep(0)  # it has asked, and nothing has answered
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert asking.cancelled()
    assert read(postgres_url, "SELECT id FROM hold") == [("led_1",)]
    await holds.beat("one")
    assert read(postgres_url, "SELECT id FROM hold") == []
    assert read(postgres_url, "SELECT held FROM account_slice") == [(0,)]


async def test_another_isolation_level_is_refused_and_says_what_to_set(postgres_url: str) -> None:
    stricter = f"{postgres_url}?options=-c%20default_transaction_isolation%3Dserializable"
    database = Database(stricter)
    with pytest.raises(LedgerUnavailable, match="READ COMMITTED"):
        await PostgresHolds(database, clock=FixedClock()).hold(*wish(1, claim()))
    await database.close()


async def test_holds_outlive_a_crash_of_the_server(
    postgres_server: PostgresServer, holds: PostgresHolds, database: Database
) -> None:

    assert (await holds.hold(*wish(1, claim(60)))).is_held
    postgres_server.stop(signal.SIGKILL)
    postgres_server.start()
    assert [hold.id for hold in await holds.of("one")] == ["led_1"]
    assert not (await holds.hold(*wish(2, claim(60)))).is_held
    (state,) = await PostgresAccounts(database).states([claim()])
    assert state.held == 60
