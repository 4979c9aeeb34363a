"""What does SQLite refuse of outcome rows? All else is in tests/contracts."""

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from router.core.outcome_row import OutcomeRow, OutcomeSource
from tests.adapters.storage.sqlite.opening import another_process, opened
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


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE outcome_row SET score = 0",
        "DELETE FROM outcome_row",
        "INSERT OR REPLACE INTO outcome_row SELECT * FROM outcome_row",
        "REPLACE INTO outcome_row SELECT 9, decision_id, at_us, deployment, source, 0.0, weight, "
        "cost_nano_usd, is_simulated FROM outcome_row",
    ],
)
async def test_outcome_rows_cannot_be_edited(tmp_path: Path, edit: str) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.ledger.append(ledger_entry(), decision_record())
    await stores.outcomes.add([ROW])
    with (
        another_process(tmp_path / "ledger.db") as other,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        other.execute(edit)
    assert list(await stores.outcomes.since(NOON)) == [ROW]
    await stores.close()


async def test_all_are_kept_or_none(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.ledger.append(ledger_entry(), decision_record())
    with pytest.raises(sqlite3.IntegrityError):
        await stores.outcomes.add([ROW, replace(ROW, decision_id="dec_none")])
    assert list(await stores.outcomes.since(NOON)) == []
    await stores.close()
