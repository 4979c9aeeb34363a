"""Do the books in PostgreSQL mean the same as those in SQLite, and are they never edited?"""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from router.adapters.storage.postgres.session import connect_sync
from router.adapters.storage.sqlite.migrations import bring_up_to_date

BOOKS = ("decision", "ledger_entry", "rulebook_text", "virtual_key", "meta")
NUMBERS = {"bigint", "smallint"}
COLUMNS = """
    SELECT column_name, is_nullable = 'NO', data_type FROM information_schema.columns
    WHERE table_name = %s AND table_schema = 'public'
"""
ENTRY = """
    INSERT INTO ledger_entry (
        id, decision_id, at_us, outcome, key_id, "user", team, project, environment, tags,
        input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
        is_estimated, cost_nano_usd, policy_version, classifier_version, duration_ms
    ) VALUES ('led_1', 'dec_1', 0, '', '', '', '', '', '', '', 0, 0, 0, 0, 0, 0, 0, '', '', 0)
"""


def execute(url: str, statement: str) -> None:
    with connect_sync(url) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def filled(postgres_url: str) -> str:
    execute(
        postgres_url, "INSERT INTO decision VALUES ('dec_1', '{}', NULL, NULL, NULL, '', '', '')"
    )
    execute(postgres_url, "SELECT add_ledger_month(0)")
    execute(postgres_url, ENTRY)
    return postgres_url


@pytest.mark.parametrize("table", BOOKS)
def test_columns_are_those_of_sqlite(postgres_url: str, tmp_path: Path, table: str) -> None:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as lite:
        bring_up_to_date(lite, path=path)
        described = lite.execute(f"PRAGMA table_info({table})").fetchall()
    expected = {
        name: (bool(is_needed or is_key), kind == "INTEGER")
        for _, name, kind, is_needed, _, is_key in described
    }
    with connect_sync(postgres_url) as connection:
        found = {
            name: (is_needed, kind in NUMBERS)
            for name, is_needed, kind in connection.execute(COLUMNS, [table])
        }
    assert found == expected


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET cost_nano_usd = 1",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "UPDATE ledger_entry_1970_01 SET cost_nano_usd = 1",
        "DELETE FROM ledger_entry_1970_01",
        "TRUNCATE ledger_entry_1970_01",
        "UPDATE ledger_entry SET at_us = 1",
        "UPDATE ledger_entry_id SET id = 'x'",
        "DELETE FROM ledger_entry_id",
        "TRUNCATE ledger_entry_id",
        "UPDATE decision SET facts = '[]'",
        "DELETE FROM decision",
        "TRUNCATE decision CASCADE",
    ],
)
def test_what_is_booked_is_never_edited(filled: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation, match="is append-only"):
        execute(filled, statement)


@pytest.mark.parametrize("into", ["ledger_entry", "ledger_entry_1970_01"])
def test_an_id_is_booked_once_in_whichever_way(filled: str, into: str) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation, match="ledger_entry_id_pkey"):
        execute(filled, ENTRY.replace("INTO ledger_entry", f"INTO {into}"))


def test_an_id_is_booked_once_over_all_months(filled: str) -> None:
    later = "86400000000000"
    execute(filled, f"SELECT add_ledger_month({later})")
    with pytest.raises(psycopg.errors.UniqueViolation, match="ledger_entry_id_pkey"):
        execute(filled, ENTRY.replace("'dec_1', 0,", f"'dec_1', {later},"))


def test_an_entry_needs_its_decision(filled: str) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        execute(filled, ENTRY.replace("('led_1', 'dec_1'", "('led_2', 'dec_2'"))


def test_a_month_has_all_indexes_and_triggers_of_the_table(filled: str) -> None:
    with connect_sync(filled) as connection:
        indexes = connection.execute(
            "SELECT count(*) FROM pg_indexes "
            "WHERE tablename IN ('ledger_entry', 'ledger_entry_1970_01') GROUP BY tablename"
        ).fetchall()
        triggers = connection.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_entry_1970_01'::regclass "
            "AND NOT tgisinternal OR tgrelid = 'ledger_entry_1970_01'::regclass AND tgparentid <> 0"
        ).fetchall()
    assert indexes[0] == indexes[1]
    assert {name for (name,) in triggers} >= {
        "ledger_entry_takes_its_id",
        "ledger_entry_is_never_edited",
        "ledger_entry_is_never_truncated",
    }
