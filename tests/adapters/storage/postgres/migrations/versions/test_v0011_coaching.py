"""What does the schema of coaching hold and refuse?"""

import psycopg
import pytest

_ADD = "INSERT INTO coach_choice VALUES ('user:ada', 1, 0, '2026-W47')"


def test_everybody_has_one_choice(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as direct:
        direct.execute(_ADD)
        with pytest.raises(psycopg.errors.UniqueViolation):
            direct.execute(_ADD)


def test_ones_own_entries_are_found_by_an_index(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as direct:
        found = direct.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'ledger_entry'"
        ).fetchall()

    assert {"ledger_entry_by_user", "ledger_entry_by_key"} <= {name for (name,) in found}
