"""What does the schema refuse, whoever asks?"""

import sqlite3
from pathlib import Path

import pytest

from tests import factories
from tests.adapters.storage.sqlite.opening import another_process, opened


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE ledger_entry SET cost_nano_usd = 0",
        "UPDATE OR REPLACE ledger_entry SET id = 'led_2'",
        "DELETE FROM ledger_entry",
        "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
        "REPLACE INTO ledger_entry SELECT NULL, id, decision_id, at_us, outcome, error_code, "
        "key_id, 'mallory', team, project, environment, tags, deployment, provider, model, tier, "
        "input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, "
        "is_estimated, 0, price_version, policy_version, classifier_version, duration_ms, "
        "response_id, organisation, department, cost_centre, service_account, image_input_tokens, "
        "audio_input_tokens, audio_output_tokens, cache_write_1h_tokens, service_tier, "
        "corrects, note, units, unit FROM ledger_entry",
        "REPLACE INTO ledger_entry SELECT seq, 'led_2', decision_id, at_us, outcome, error_code, "
        "key_id, 'mallory', team, project, environment, tags, deployment, provider, model, tier, "
        "input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, "
        "is_estimated, 0, price_version, policy_version, classifier_version, duration_ms, "
        "response_id, organisation, department, cost_centre, service_account, image_input_tokens, "
        "audio_input_tokens, audio_output_tokens, cache_write_1h_tokens, service_tier, "
        "corrects, note, units, unit FROM ledger_entry",
        "UPDATE decision SET reason = 'another'",
        "DELETE FROM decision",
        "REPLACE INTO decision SELECT id, '{}', deployment, tier, rule_id, reason, "
        "policy_version, catalog_version FROM decision",
    ],
)
async def test_entries_and_decisions_cannot_be_edited(tmp_path: Path, edit: str) -> None:
    entry, record = factories.ledger_entry(), factories.decision_record()
    stores = opened(tmp_path / "ledger.db")
    await stores.ledger.append(entry, record)
    with (
        another_process(tmp_path / "ledger.db") as other,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        other.execute(edit)
    assert await stores.ledger.entries("dec_1") == [entry]
    assert await stores.ledger.decision("dec_1") == record
    await stores.close()


async def test_money_that_is_no_whole_number_is_refused(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    await stores.ledger.append(factories.ledger_entry(), factories.decision_record())
    with another_process(tmp_path / "ledger.db") as other:
        columns = [name for _, name, *_ in other.execute("PRAGMA table_info(ledger_entry)")]
        changed = {"seq": "NULL", "id": "'led_2'", "cost_nano_usd": "0.5"}
        values = ", ".join(changed.get(name, name) for name in columns)
        with pytest.raises(sqlite3.IntegrityError, match="cannot store REAL value in INTEGER"):
            other.execute(f"INSERT INTO ledger_entry SELECT {values} FROM ledger_entry")  # noqa: S608
    await stores.close()


async def test_spend_of_an_interval_and_entries_of_a_decision_are_found_by_index(
    tmp_path: Path,
) -> None:
    stores = opened(tmp_path / "ledger.db")
    with another_process(tmp_path / "ledger.db") as other:
        for condition, index in (
            ("at_us >= 1 AND at_us < 2", "ledger_entry_by_time"),
            ("decision_id = 'dec_1'", "ledger_entry_by_decision"),
        ):
            query = f"EXPLAIN QUERY PLAN SELECT team FROM ledger_entry WHERE {condition}"  # noqa: S608
            assert index in str(other.execute(query).fetchall())
    await stores.close()
