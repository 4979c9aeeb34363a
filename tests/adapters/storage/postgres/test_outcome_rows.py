"""What does PostgreSQL refuse of outcome rows? All else is in tests/contracts."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import psycopg
import pytest

from router.adapters.storage.postgres.connection import Database
from router.adapters.storage.postgres.outcome_rows import PostgresOutcomeRows
from router.core.outcome_row import OutcomeRow, OutcomeSource
from tests.adapters.storage.postgres.booked import book
from tests.factories import NOON, decision_record, ledger_entry

ROW = OutcomeRow(
    decision_id="dec_1",
    at=NOON,
    deployment="small",
    source=OutcomeSource.AUDIT_EXACT,
    score=1.0,
    weight=1.0,
    cost_usd=Decimal(1),
)


@pytest.fixture
def outcomes(postgres_url: str, database: Database) -> PostgresOutcomeRows:
    book(postgres_url, (ledger_entry(), decision_record()))
    return PostgresOutcomeRows(database)


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE outcome_row SET score = 0",
        "DELETE FROM outcome_row",
        "TRUNCATE outcome_row",
        "INSERT INTO outcome_row (decision_id, at_us, deployment, source, score, weight, "
        "cost_nano_usd, is_simulated) SELECT decision_id, at_us, deployment, source, 0, weight, "
        "0, 0 FROM outcome_row ON CONFLICT ON CONSTRAINT outcome_row_once DO UPDATE SET score = 0",
    ],
)
async def test_outcome_rows_cannot_be_edited(
    outcomes: PostgresOutcomeRows, edit: str, postgres_url: str
) -> None:
    await outcomes.add([ROW])
    with (
        psycopg.connect(postgres_url) as other,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        other.execute(edit)
    assert list(await outcomes.since(NOON)) == [ROW]


async def test_all_are_kept_or_none(outcomes: PostgresOutcomeRows) -> None:
    with pytest.raises(psycopg.IntegrityError):
        await outcomes.add([ROW, replace(ROW, decision_id="dec_none")])
    assert list(await outcomes.since(NOON)) == []


async def test_two_who_derive_the_same_in_another_order_do_not_wait_for_each_other(
    outcomes: PostgresOutcomeRows,
) -> None:
    rows = [replace(ROW, deployment=f"small-{number}") for number in range(60)]

    added = await asyncio.gather(
        *(outcomes.add(rows if number % 2 else rows[::-1]) for number in range(8))
    )

    assert sorted(added) == [0] * 7 + [60]
