"""What does SQLite refuse of feedback? All else is in tests/contracts."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from router.adapters.storage.stores import Stores
from router.core.errors import LedgerUnavailable
from router.core.feedback import Feedback
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.factories import NOON, decision_record, ledger_entry

SAID = Feedback(
    id="fb_1", decision_id="dec_1", at=NOON, key_id="key_1", score=0.5, idempotency_key="once"
)


async def stores_in(folder: Path) -> Stores:
    stores = opened(folder / "ledger.db")
    await stores.ledger.append(ledger_entry(), decision_record())
    return stores


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE feedback SET score = 1",
        "DELETE FROM feedback",
        "INSERT OR REPLACE INTO feedback SELECT * FROM feedback",
        "REPLACE INTO feedback SELECT 9, 'fb_2', decision_id, at_us, key_id, idempotency_key, "
        "verdict, 1.0, value_nano_usd FROM feedback",
        "REPLACE INTO feedback SELECT seq, 'fb_2', decision_id, at_us, key_id, NULL, "
        "verdict, 1.0, value_nano_usd FROM feedback",
    ],
)
async def test_feedback_cannot_be_edited(tmp_path: Path, edit: str) -> None:
    stores = await stores_in(tmp_path)
    await stores.feedback.add(SAID)
    with (
        another_process(tmp_path / "ledger.db") as other,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        other.execute(edit)
    assert list(await stores.feedback.of("dec_1")) == [SAID]
    await stores.close()


async def test_the_same_statement_sent_many_times_at_once_is_one(tmp_path: Path) -> None:
    stores = await stores_in(tmp_path)
    told = await asyncio.gather(
        *(stores.feedback.add(replace(SAID, id=f"fb_{number}")) for number in range(8))
    )
    assert len({said.id for said in told}) == 1
    assert len(await stores.feedback.of("dec_1")) == 1
    await stores.close()


async def test_after_the_end_nothing_is_kept(tmp_path: Path) -> None:
    stores = await stores_in(tmp_path)
    await stores.close()
    with pytest.raises(LedgerUnavailable, match="shutting down"):
        await stores.feedback.add(SAID)
