"""A fresh database with the newest schema for each test that asks for one."""

from collections.abc import AsyncIterator

import pytest_asyncio

from router.adapters.storage.postgres.connection import Database


@pytest_asyncio.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    database = Database(postgres_url)
    yield database
    await database.close()
