"""What does PostgreSQL refuse of feedback? All else is in tests/contracts."""

import asyncio
from dataclasses import replace

import psycopg
import pytest

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.feedback import PostgresFeedback
from router.core.errors import LedgerUnavailable
from router.core.feedback import Feedback
from tests.adapters.storage.postgres.booked import book
from tests.factories import NOON, decision_record, ledger_entry

SAID = Feedback(
    id="fb_1", decision_id="dec_1", at=NOON, key_id="key_1", score=0.5, idempotency_key="once"
)


@pytest.fixture
def feedback(postgres_url: str, database: Database) -> PostgresFeedback:
    book(postgres_url, (ledger_entry(), decision_record()))
    return PostgresFeedback(database)


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE feedback SET score = 1",
        "DELETE FROM feedback",
        "TRUNCATE feedback",
        "INSERT INTO feedback (id, decision_id, at_us, key_id) VALUES ('fb_1', 'dec_1', 0, 'k') "
        "ON CONFLICT (id) DO UPDATE SET score = 1",
    ],
)
async def test_feedback_cannot_be_edited(
    feedback: PostgresFeedback, edit: str, postgres_url: str
) -> None:
    await feedback.add(SAID)
    with (
        psycopg.connect(postgres_url) as other,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        other.execute(edit)
    assert list(await feedback.of("dec_1")) == [SAID]


async def test_the_same_statement_sent_many_times_at_once_is_one(
    feedback: PostgresFeedback,
) -> None:
    told = await asyncio.gather(
        *(feedback.add(replace(SAID, id=f"fb_{number}")) for number in range(8))
    )
    assert len({said.id for said in told}) == 1
    assert list(await feedback.of("dec_1")) == [told[0]]


async def test_feedback_on_no_decision_is_refused(feedback: PostgresFeedback) -> None:
    with pytest.raises(psycopg.IntegrityError):
        await feedback.add(replace(SAID, decision_id="dec_none"))


async def test_after_the_end_nothing_is_kept(
    feedback: PostgresFeedback, database: Database
) -> None:
    await database.close()
    with pytest.raises(LedgerUnavailable, match="shutting down"):
        await feedback.add(SAID)
