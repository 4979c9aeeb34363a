"""What is peculiar to files and batches in PostgreSQL? The rest is in tests/contracts."""

import asyncio
from dataclasses import replace

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.deposits import PostgresDeposits
from tests.contracts.test_deposits import BATCH


async def test_connections_that_settle_one_at_once_agree(database: Database) -> None:
    store = PostgresDeposits(database)
    await store.put(BATCH)

    await asyncio.gather(*(store.put(replace(BATCH, is_open=False)) for _ in range(8)))

    assert await store.open() == []
