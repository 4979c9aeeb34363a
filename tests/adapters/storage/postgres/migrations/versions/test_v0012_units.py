"""What does the ledger say of units in what was booked before there were any?"""

import psycopg


def test_entries_have_no_units_unless_they_say_so(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as direct:
        found = direct.execute(
            "SELECT column_name, is_nullable, column_default FROM information_schema.columns "
            "WHERE table_name = 'ledger_entry' AND column_name IN ('unit', 'units') ORDER BY 1"
        ).fetchall()

    assert found == [("unit", "YES", None), ("units", "NO", "0")]
