"""What is peculiar to the log of administrators in PostgreSQL? The rest is in tests/contracts."""

import psycopg
import pytest

from router.adapters.storage.postgres.admin_log import PostgresAdminLog
from router.adapters.storage.postgres.connection import Database
from router.core.admin_log import FIRST, AdminEvent, chained
from router.core.errors import LedgerUnavailable
from tests.contracts.test_admin_log import act

COLUMNS = ", ".join(AdminEvent._fields)
FORGED = chained(act("act_forged"), after=FIRST)


@pytest.fixture
def log(database: Database) -> PostgresAdminLog:
    return PostgresAdminLog(database)


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE admin_event SET actor = 'mallory'",
        "DELETE FROM admin_event",
        "TRUNCATE admin_event",
        "INSERT INTO admin_event SELECT * FROM admin_event "
        "ON CONFLICT (seq) DO UPDATE SET actor = 'mallory'",
        f"INSERT INTO admin_event SELECT 3, 'x', {COLUMNS.split(', ', 2)[2]} FROM admin_event",  # noqa: S608
    ],
    ids=["update", "delete", "truncate", "upsert", "gap"],
)
async def test_events_cannot_be_edited_nor_slipped_in(
    log: PostgresAdminLog, edit: str, postgres_url: str
) -> None:
    event = await log.append(act())
    with (
        psycopg.connect(postgres_url) as other,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        other.execute(edit)
    assert list(await log.after(0, most=9)) == [event]


async def test_an_event_that_does_not_carry_the_last_hash_is_refused(
    log: PostgresAdminLog, postgres_url: str
) -> None:
    await log.append(act())
    with (
        psycopg.connect(postgres_url) as other,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        other.execute(
            f"INSERT INTO admin_event ({COLUMNS}) VALUES ({', '.join(['%s'] * 12)})",  # noqa: S608
            FORGED._replace(seq=2),
        )


async def test_readers_do_not_wait_for_a_writer(log: PostgresAdminLog, postgres_url: str) -> None:
    event = await log.append(act())
    with psycopg.connect(postgres_url) as other:
        other.execute("LOCK TABLE admin_event IN EXCLUSIVE MODE")
        assert await log.head() == event.head


async def test_a_closed_store_says_so(log: PostgresAdminLog, database: Database) -> None:
    await database.close()
    with pytest.raises(LedgerUnavailable):
        await log.append(act())
