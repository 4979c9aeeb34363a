"""What is peculiar to policies in SQLite? The rest is in tests/contracts."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from router.core.errors import ConfigurationError, LedgerUnavailable
from router.core.rollout.journal import Event, Step
from tests.adapters.storage.sqlite.opening import another_process, opened
from tests.factories import NOON, policy, rulebook

EVENT = Event(seq=1, step=Step.APPLIED, at=NOON, author="ada", message="m", version="acme@1")


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE policy_event SET author = 'mallory'",
        "DELETE FROM policy_event",
        "REPLACE INTO policy_event SELECT seq, step, at_us, 'mallory', message, version, plan, "
        "figures FROM policy_event",
        "INSERT INTO policy_event SELECT 0, step, at_us, 'mallory', message, version, plan, "
        "figures FROM policy_event",
    ],
)
async def test_events_cannot_be_edited_nor_slipped_in(tmp_path: Path, edit: str) -> None:
    stores = opened(tmp_path / "ledger.db")
    stores.policies.add(EVENT, policy())

    with (
        another_process(tmp_path / "ledger.db") as other,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        other.execute(edit)

    assert list(stores.policies.journal()) == [EVENT]
    await stores.close()


async def test_the_text_is_the_one_that_the_archive_would_keep(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    stores.policies.add(EVENT, rulebook().policy)
    with another_process(tmp_path / "ledger.db") as other:
        (applied,) = other.execute("SELECT text FROM rulebook_text").fetchone()
        other.execute("DELETE FROM rulebook_text")
        stores.archive.remember(replace(rulebook(), policy_version="acme@1"))
        query = "SELECT text FROM rulebook_text WHERE kind = 'policy'"
        (archived,) = other.execute(query).fetchone()

    assert applied == archived
    await stores.close()


async def test_a_policy_of_a_newer_language_is_told_and_not_guessed(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    stores.policies.add(EVENT, policy())
    with another_process(tmp_path / "ledger.db") as other:
        other.execute("UPDATE rulebook_text SET text = replace(text, '\"default\"', '\"future\"')")

    with pytest.raises(ConfigurationError, match=r"acme@1.* this Tierwise does not understand"):
        stores.policies.find("acme@1")
    await stores.close()


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.close()

    with pytest.raises(LedgerUnavailable):
        stores.policies.head()
