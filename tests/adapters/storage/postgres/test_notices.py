"""What is peculiar to notices in PostgreSQL? The rest is in tests/contracts."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import psycopg

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.notices import PostgresNotices
from tests.core.notices.test_delivery import NOTICE
from tests.factories import NOON


async def test_what_another_process_is_claiming_is_passed_over(
    database: Database, postgres_url: str
) -> None:
    notices = PostgresNotices(database)
    await notices.put(NOTICE)
    await notices.put(replace(NOTICE, id="ntc_2"))

    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT id FROM notice WHERE id = 'ntc_1' FOR UPDATE")
        async with asyncio.timeout(5):
            found = await notices.claim(at=NOON, until=NOON + timedelta(minutes=1), most=10)

    assert [one.notice.id for one in found] == ["ntc_2"]
