"""What do holds of audits in PostgreSQL survive? All else is in tests/contracts."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import psycopg

from router.adapters.storage.postgres.audit_budget import PostgresAuditBudget
from router.adapters.storage.postgres.connection import Database
from tests.factories import NOON

TODAY = NOON.date()
LIMIT = Decimal(1)


async def test_a_hold_that_nobody_settled_counts_in_full_until_the_day_is_over(
    postgres_url: str,
) -> None:
    died, again = Database(postgres_url), Database(postgres_url)
    assert await PostgresAuditBudget(died).hold("a", Decimal("0.7"), day=TODAY, limit_usd=LIMIT)
    await died.close()

    held = await PostgresAuditBudget(again).hold("b", Decimal("0.4"), day=TODAY, limit_usd=LIMIT)

    assert not held
    await again.close()


async def test_many_who_hold_at_once_use_all_of_it_and_no_more(postgres_url: str) -> None:
    databases = [Database(postgres_url, max_size=8) for _ in range(3)]
    held = await asyncio.gather(
        *(
            PostgresAuditBudget(databases[number % 3]).hold(
                f"h{number}", Decimal("0.05"), day=TODAY, limit_usd=LIMIT
            )
            for number in range(60)
        )
    )
    assert sum(held) == 20
    for database in databases:
        await database.close()


async def test_a_hold_waits_for_one_of_the_same_day_and_for_no_other(postgres_url: str) -> None:
    database = Database(postgres_url)
    budget = PostgresAuditBudget(database)
    with psycopg.connect(postgres_url) as other:
        lock = "SELECT pg_advisory_xact_lock(hashtextextended('tierwise audit ' || %s, 0))"
        other.execute(lock, (TODAY.isoformat(),))

        same = asyncio.create_task(budget.hold("a", LIMIT, day=TODAY, limit_usd=LIMIT))
        tomorrow = TODAY + timedelta(days=1)
        assert await budget.hold("b", LIMIT, day=tomorrow, limit_usd=LIMIT)
        assert not same.done()
    assert await same
    await database.close()
