"""What holds for keys in PostgreSQL alone: peppers and failures. All else is in tests/contracts."""

import pytest

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.keys import PostgresKeys, check_pepper
from router.adapters.storage.postgres.session import starting
from router.core.errors import ConfigurationError, LedgerUnavailable
from router.core.key import VirtualKey
from tests.contracts.fixed_clock import FixedClock

ONE, OTHER = b"1" * 32, b"2" * 32


def check(url: str, pepper: bytes) -> None:
    with starting(url) as connection:
        check_pepper(connection, pepper, place="here")


async def test_keys_of_another_pepper_are_refused_at_start(
    database: Database, postgres_url: str
) -> None:
    check(postgres_url, ONE)
    keys = PostgresKeys(database, clock=FixedClock(), pepper=ONE)
    await keys.add(VirtualKey(id="key_1", name="ada"), secret="tw-right")
    check(postgres_url, ONE)
    with pytest.raises(ConfigurationError, match="made with another pepper"):
        check(postgres_url, OTHER)


def test_without_keys_the_pepper_may_change(postgres_url: str) -> None:
    check(postgres_url, ONE)
    check(postgres_url, OTHER)


async def test_the_secret_is_not_in_the_database(database: Database) -> None:
    keys = PostgresKeys(database, clock=FixedClock(), pepper=ONE)
    await keys.add(VirtualKey(id="key_1", name="ada"), secret="tw-right")
    async with database.reading() as connection:
        rows = await (
            await connection.execute("SELECT virtual_key::text FROM virtual_key")
        ).fetchall()
    assert "right" not in str(rows)
    assert b"right".hex() not in str(rows)


async def test_a_key_is_looked_up_twice_a_second(database: Database) -> None:
    clock = FixedClock()
    keys = PostgresKeys(database, clock=clock, pepper=ONE)
    await keys.add(VirtualKey(id="key_1", name="ada"), secret="tw-right")
    assert await keys.find("tw-right") is not None
    async with database.writing() as connection:
        await connection.execute("DROP TABLE virtual_key")
    assert await keys.find("tw-right") is not None
    clock.advance(0.5)
    with pytest.raises(LedgerUnavailable, match="a table is missing"):
        await keys.find("tw-right")
