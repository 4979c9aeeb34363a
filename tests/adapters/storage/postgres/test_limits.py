"""What is peculiar to limits in PostgreSQL? The rest is in tests/contracts."""

import asyncio

import psycopg

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.limits import PostgresLimits
from router.core.quota import Quota
from router.core.stored_limit import LimitKind, LimitName, StoredBudget

NAME = LimitName(LimitKind.BUDGET, "search")
BUDGET = StoredBudget.model_validate({"id": "search", "limit_usd": 5, "per": "day"})


async def test_readers_do_not_wait_for_a_writer(database: Database, postgres_url: str) -> None:
    limits = PostgresLimits(database)
    await limits.change(NAME, lambda _: BUDGET)

    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT version FROM limit_version FOR UPDATE")
        async with asyncio.timeout(5):
            assert await limits.version() == 1
            assert len((await limits.all()).limits) == 1


async def test_who_comes_second_sees_what_the_first_wrote(
    database: Database, postgres_url: str
) -> None:
    limits = PostgresLimits(database)
    await limits.change(NAME, lambda _: BUDGET)
    seen: list[StoredBudget | Quota | None] = []

    def remember(before: StoredBudget | Quota | None) -> StoredBudget | Quota | None:
        seen.append(before)
        return before

    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT version FROM limit_version FOR UPDATE")
        second = asyncio.create_task(limits.change(NAME, remember))
        done, _ = await asyncio.wait([second], timeout=0.1)
        assert not done
        other.execute("DELETE FROM stored_limit")
        other.commit()
    await asyncio.wait_for(second, timeout=5)

    assert seen == [None]
