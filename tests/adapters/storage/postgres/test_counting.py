"""Who counts, PostgreSQL or Redis? See also tests/adapters/storage/redis/test_counting.py."""

import asyncio

import psycopg
import pytest

from router.adapters.storage.postgres.accounts import PostgresAccounts
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.counting import CountingHere
from router.adapters.storage.postgres.holds import PostgresHolds
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.core.errors import LedgerUnavailable
from tests.adapters.storage.holding import claim, opening, settling, wish
from tests.contracts.fixed_clock import FixedClock


def take_to_redis(url: str) -> None:
    """As a replica with Redis does; the counters here are worth nothing from then on."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT begin_generation(true, 0)")
        connection.execute("UPDATE account_slice SET spent = 0, held = 0")


async def test_counters_that_redis_had_are_counted_here_anew(
    database: Database, postgres_url: str
) -> None:
    holds, accounts = PostgresHolds(database, clock=FixedClock()), PostgresAccounts(database)
    await accounts.open([opening()])
    for number in (1, 2):
        assert (await holds.hold(*wish(number, claim(30)))).is_held
    await PostgresLedger(database).append(*settling(1, nanos=25))
    take_to_redis(postgres_url)
    newcomer = PostgresHolds(database, clock=FixedClock())
    refused = await newcomer.hold(*wish(3, claim(46)))
    assert (refused.is_held, refused.accounts[0].spent, refused.accounts[0].held) == (False, 25, 30)
    await newcomer.release("led_2")
    assert (await newcomer.hold(*wish(4, claim(75)))).is_held


@pytest.mark.parametrize("what", ["open", "recount", "states"])
async def test_no_counter_is_read_or_written_here_while_redis_has_them(
    database: Database, postgres_url: str, what: str
) -> None:
    await PostgresAccounts(database).open([opening()])
    await PostgresLedger(database).append(*settling(1, nanos=25))
    take_to_redis(postgres_url)
    accounts = PostgresAccounts(database)
    if what == "open":
        await accounts.open([opening(account="budget:b")])
    elif what == "recount":
        assert list(await accounts.recount([opening()])) == [(0, 0)]
    (state,) = await accounts.states([claim()])
    assert state.spent == 25


async def test_a_process_takes_them_once_and_no_more(database: Database, postgres_url: str) -> None:
    counting = CountingHere(database)
    take_to_redis(postgres_url)
    await asyncio.gather(counting.begin(), counting.begin())
    await counting.begin()
    take_to_redis(postgres_url)
    with pytest.raises(LedgerUnavailable, match="same setting, and restart"):
        await counting.begin()
