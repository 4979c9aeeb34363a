"""Whom do sums in PostgreSQL wait for, and who waits for them? The rest: tests/contracts."""

from datetime import timedelta
from decimal import Decimal

import pytest

from router.adapters.storage.postgres.booking import book
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.ledger import PostgresLedger
from router.adapters.storage.postgres.months import prepare_months_at_start
from router.adapters.storage.postgres.rollups import PostgresRollUps
from router.adapters.storage.postgres.session import starting
from router.adapters.storage.rows import rows_of
from router.core.errors import LedgerUnavailable
from router.core.ledger import SpendBy
from tests.adapters.storage.postgres.bookings import booking
from tests.factories import NOON

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def prepared(postgres_url: str) -> None:
    """A month that is added on demand costs a number."""
    with starting(postgres_url) as connection:
        prepare_months_at_start(connection, NOON)


async def summed(database: Database) -> int:
    async with database.reading() as connection:
        row = await (await connection.execute("SELECT seq FROM spend_summed")).fetchone()
    return int(row[0]) if row else -1


async def spent(ledger: PostgresLedger) -> Decimal | int:
    rows = await ledger.spend(SpendBy.TEAM, since=NOON - DAY, until=NOON + DAY)
    return sum((row.cost_usd for row in rows), start=Decimal(0))


async def test_an_entry_that_is_committed_later_than_its_number_says_is_not_missed(
    database: Database,
) -> None:
    ledger, rollups = PostgresLedger(database), PostgresRollUps(database)
    await ledger.append(*booking(1, cost_usd="1"))
    async with database.writing() as slow:
        await book(slow, [rows_of(*booking(2, cost_usd="2"))])
        await ledger.append(*booking(3, cost_usd="4"))
        assert await rollups.advance(most=100) is False
        assert (await summed(database), await spent(ledger)) == (1, 5)
    await rollups.advance(most=100)
    assert (await summed(database), await spent(ledger)) == (3, 7)


async def test_while_one_process_sums_up_others_go_on_and_reports_do_not_wait(
    database: Database,
) -> None:
    ledger, rollups = PostgresLedger(database), PostgresRollUps(database)
    await ledger.append(*booking(1, cost_usd="1"))
    async with database.writing() as other:
        await other.execute("SELECT seq FROM spend_summed FOR UPDATE")
        assert await rollups.advance(most=100) is False
        assert await spent(ledger) == 1
        await ledger.append(*booking(2, cost_usd="2"))
        assert await spent(ledger) == 3
    await rollups.advance(most=100)
    assert (await summed(database), await spent(ledger)) == (2, 3)


async def test_a_step_that_is_rolled_back_leaves_no_trace(database: Database) -> None:
    ledger, rollups = PostgresLedger(database), PostgresRollUps(database)
    await ledger.append(*booking(1, cost_usd="1"))
    async with database.writing() as connection:
        await connection.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''no''; END'"
        )
        await connection.execute(
            "CREATE TRIGGER t BEFORE UPDATE ON spend_summed EXECUTE FUNCTION refuse()"
        )
    with pytest.raises(LedgerUnavailable, match="no"):
        await rollups.advance(most=100)
    async with database.reading() as connection:
        found = await connection.execute("SELECT COUNT(*) FROM spend_sum")
        assert await found.fetchall() == [(0,)]
    assert await spent(ledger) == 1


async def test_with_very_many_entries_outside_the_sums_these_are_not_asked(
    database: Database,
) -> None:
    ledger = PostgresLedger(database)
    await ledger.append(*booking(1, cost_usd="1"))
    await PostgresRollUps(database).advance(most=100)
    async with database.writing() as connection:
        await connection.execute("UPDATE spend_sum SET cost_nano_usd = 99000000000")
    assert await spent(ledger) == 99
    async with database.writing() as connection:
        await connection.execute("UPDATE spend_summed SET seq = -100000")
    assert await spent(ledger) == 1
