"""Does PostgreSQL count again what the books say, and quickly?

What holds for every store is in tests/contracts/test_accounts.py.
"""

from dataclasses import replace

import psycopg
import pytest

from router.adapters.storage.postgres.accounts import PostgresAccounts
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.holds import PostgresHolds
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.core.caller import Caller
from router.core.scope import Scope
from tests.adapters.storage.holding import claim, opening, settling, wish
from tests.adapters.storage.postgres.booked import book_on
from tests.adapters.storage.postgres.bookings import booking
from tests.contracts.fixed_clock import FixedClock


@pytest.fixture
def accounts(database: Database) -> PostgresAccounts:
    return PostgresAccounts(database)


async def spent(accounts: PostgresAccounts) -> int:
    (state,) = await accounts.states([claim()])
    return state.spent


@pytest.mark.parametrize(
    ("tag", "is_meant"),
    [("night", True), ('a"night', False), ('x,"night', False), ('["night', False), ("nigh", False)],
)
async def test_a_tag_is_a_whole_tag_whatever_signs_other_tags_have(
    accounts: PostgresAccounts, database: Database, tag: str, is_meant: bool
) -> None:
    entry, record = settling(1, nanos=5)
    who = Caller(key_id="key_1", tags=("first\\", tag, "last"))
    await PostgresLedger(database).append(replace(entry, caller=who), record)
    await accounts.open([opening(Scope(tag="night"))])
    assert await spent(accounts) == (5 if is_meant else 0)


async def test_counting_anew_heals_what_was_planted(
    accounts: PostgresAccounts, database: Database, postgres_url: str
) -> None:
    holds = PostgresHolds(database, clock=FixedClock())
    await accounts.open([opening()])
    assert (await holds.hold(*wish(1, claim(30)))).is_held
    with psycopg.connect(postgres_url) as connection:
        connection.execute("UPDATE account_slice SET spent = 7, held = 1000")
    assert list(await accounts.recount([opening()])) == [(7, 970)]
    assert (await holds.hold(*wish(2, claim(70)))).is_held


async def test_an_entry_with_a_lower_number_that_is_committed_later_is_counted(
    accounts: PostgresAccounts, postgres_url: str
) -> None:
    """Sums are kept up to a number below which nothing can be added any more."""
    early, late = booking(1, cost_usd="0.000000005"), booking(2, cost_usd="0.000000002")
    with psycopg.connect(postgres_url) as connection:
        connection.execute("SELECT add_ledger_month(%s)", [1795176000000000])
    with psycopg.connect(postgres_url) as slow:
        book_on(slow, [early])
        with psycopg.connect(postgres_url) as fast:
            book_on(fast, [late])
        await accounts.open([opening()])
        assert await spent(accounts) == 2
        slow.commit()
    assert list(await accounts.recount([opening()])) == [(-5, 0)]
    assert await spent(accounts) == 7


async def test_only_what_came_since_is_summed_up_again(
    accounts: PostgresAccounts, database: Database, postgres_url: str
) -> None:
    ledger = PostgresLedger(database)
    for number in range(3):
        await ledger.append(*settling(number, nanos=10))
        await accounts.recount([opening()])
    with psycopg.connect(postgres_url) as connection:
        query = "SELECT booked, ledger_settled_seq() - counted_seq FROM account_opening"
        assert connection.execute(query).fetchall() == [(30, 0)]
