"""What is peculiar to choices in PostgreSQL? The rest is in tests/contracts."""

import asyncio

from router.adapters.storage.postgres.coach_choices import PostgresCoachChoices
from router.adapters.storage.postgres.connection import Database


async def test_of_connections_that_serve_one_person_at_once_one_does(
    database: Database,
) -> None:
    choices = PostgresCoachChoices(database)
    said = await asyncio.gather(*(choices.served("user:ada", "2026-W47") for _ in range(8)))
    assert sorted(said) == [False] * 7 + [True]
