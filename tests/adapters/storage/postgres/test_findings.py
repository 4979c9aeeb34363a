"""What is peculiar to findings in PostgreSQL? The rest is in tests/contracts."""

import asyncio

import psycopg

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.findings import PostgresFindings
from tests.contracts.test_findings import finding


async def test_readers_do_not_wait_for_a_writer(database: Database, postgres_url: str) -> None:
    findings = PostgresFindings(database)
    await findings.add(finding())

    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT version FROM finding_version FOR UPDATE")
        async with asyncio.timeout(5):
            assert await findings.version() == 1
            assert list(await findings.standing()) == [finding()]
