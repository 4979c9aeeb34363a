"""What holds for the directory in PostgreSQL alone? All else is in tests/contracts."""

import asyncio

import pytest

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.directory import PostgresDirectory
from router.core.directory import Directory, Entry, EntryKind, Place
from router.core.errors import LedgerUnavailable

SEARCH = Entry(kind=EntryKind.TEAM, id="search")
ADA = Entry(kind=EntryKind.USER, id="ada", parent=Place(EntryKind.TEAM, "search"))


async def test_who_changes_waits_for_who_changes_and_readers_wait_for_nobody(
    database: Database,
) -> None:
    store = PostgresDirectory(database)
    await store.change(lambda found: found.with_entries([SEARCH]))
    async with database.writing() as other:
        await other.execute("SELECT version FROM directory_version FOR UPDATE")
        second = asyncio.create_task(store.change(lambda found: found.with_entries([ADA])))
        assert list(await store.all()) == [SEARCH]
        assert await store.version() == 1
        assert not second.done()
    before, after = await second
    assert (before, after) == (Directory.of([SEARCH]), Directory.of([SEARCH, ADA]))


async def test_a_store_that_is_away_is_reported(database: Database) -> None:
    store = PostgresDirectory(database)
    async with database.writing() as connection:
        await connection.execute("DROP TABLE directory_entry")
    with pytest.raises(LedgerUnavailable, match="a table is missing"):
        await store.all()
