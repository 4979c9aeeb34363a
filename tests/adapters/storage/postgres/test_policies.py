"""What is peculiar to policies in PostgreSQL? The rest is in tests/contracts."""

import psycopg
import pytest

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.policies import PostgresPolicies
from router.core.errors import ConfigurationError, LedgerUnavailable
from router.core.rollout.journal import Event, Step
from tests.factories import NOON, policy

EVENT = Event(seq=1, step=Step.APPLIED, at=NOON, author="ada", message="m", version="acme@1")


@pytest.fixture
def policies(database: Database) -> PostgresPolicies:
    return PostgresPolicies(database, to_texts=rulebook_to_text, from_texts=rulebook_from_text)


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE policy_event SET author = 'mallory'",
        "DELETE FROM policy_event",
        "TRUNCATE policy_event",
        "INSERT INTO policy_event SELECT 0, step, at_us, 'mallory', message, version, plan, "
        "figures FROM policy_event",
        "INSERT INTO policy_event SELECT * FROM policy_event "
        "ON CONFLICT (seq) DO UPDATE SET author = 'mallory'",
    ],
)
async def test_events_cannot_be_edited_nor_slipped_in(
    policies: PostgresPolicies, edit: str, postgres_url: str
) -> None:
    policies.add(EVENT, policy())
    with (
        psycopg.connect(postgres_url) as other,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        other.execute(edit)
    assert list(policies.journal()) == [EVENT]


async def test_readers_do_not_wait_for_a_writer(
    policies: PostgresPolicies, postgres_url: str
) -> None:
    policies.add(EVENT, policy())
    with psycopg.connect(postgres_url) as other:
        other.execute("LOCK TABLE policy_event IN EXCLUSIVE MODE")
        assert policies.head() == 1
        assert list(policies.journal()) == [EVENT]


async def test_a_policy_of_a_newer_language_is_told_and_not_guessed(
    policies: PostgresPolicies, postgres_url: str
) -> None:
    policies.add(EVENT, policy())
    with psycopg.connect(postgres_url) as other:
        other.execute("UPDATE rulebook_text SET text = replace(text, '\"default\"', '\"future\"')")

    with pytest.raises(ConfigurationError, match=r"acme@1.* this Tierwise does not understand"):
        policies.find("acme@1")


async def test_a_closed_store_says_so(policies: PostgresPolicies, database: Database) -> None:
    await database.close()
    with pytest.raises(LedgerUnavailable):
        policies.head()
