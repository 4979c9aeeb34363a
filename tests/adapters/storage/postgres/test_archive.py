"""What holds for the archive in PostgreSQL alone. All else is in tests/contracts."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.postgres.archive import PostgresRulebookArchive
from router.adapters.storage.postgres.connection import Database
from router.core.errors import LedgerUnavailable
from tests import factories


@contextmanager
def archive_on(url: str) -> Iterator[tuple[PostgresRulebookArchive, Database]]:
    database = Database(url)
    yield (
        PostgresRulebookArchive(database, to_texts=rulebook_to_text, from_texts=rulebook_from_text),
        database,
    )
    asyncio.run(database.close())


def test_what_is_known_costs_nothing(postgres_url: str) -> None:
    with archive_on(postgres_url) as (archive, database):
        archive.remember(factories.rulebook())
        with database.connect_sync() as connection:
            connection.execute("DROP TABLE rulebook_text")
        archive.remember(factories.rulebook())
        with pytest.raises(LedgerUnavailable, match="a table is missing"):
            archive.find(policy_version="pol-1", catalog_version="cat-1")


def test_many_that_remember_the_same_keep_it_once(postgres_url: str) -> None:
    for _ in range(3):
        with archive_on(postgres_url) as (archive, _):
            archive.remember(factories.rulebook())
    with archive_on(postgres_url) as (archive, _):
        found = archive.find(policy_version="pol-1", catalog_version="cat-1")
    assert found == factories.rulebook()
