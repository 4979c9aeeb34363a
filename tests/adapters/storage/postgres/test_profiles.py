"""What is peculiar to profiles in PostgreSQL? The rest is in tests/contracts."""

import asyncio

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.profiles import PostgresProfiles
from router.core.finding import Subject, SubjectKind
from tests.factories import NOON

MANY = [Subject(SubjectKind.KEY, f"key_{number}") for number in range(100)]


async def test_replicas_that_save_the_same_ones_do_not_stand_in_each_others_way(
    database: Database,
) -> None:
    profiles = PostgresProfiles(database)
    there, back = dict.fromkeys(MANY, b"one"), dict.fromkeys(reversed(MANY), b"two")

    async with asyncio.timeout(20):
        await asyncio.gather(*(profiles.save(each, at=NOON) for each in (there, back) * 3))

    found = await profiles.load(MANY)
    assert len(found) == 100
    assert len(set(found.values())) == 1
