"""Tests of version 3 of PostgreSQL's schema: do its columns mean what the rows say?"""

import psycopg
import pytest
from psycopg import errors

from router.adapters.storage.hold_rows import HoldRow


def test_a_hold_has_a_column_for_each_value_of_its_row(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        columns = [
            column.name for column in connection.execute("SELECT * FROM hold").description or ()
        ]
    assert columns == [*HoldRow._fields, "generation"]


def test_one_row_says_who_counts_and_there_is_never_another(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT is_in_redis, generation FROM counting").fetchall()
        assert found == [(False, 0)]
        for row in ("DEFAULT VALUES", "(is_only) VALUES (false)"):
            with pytest.raises(errors.IntegrityError), connection.transaction():
                connection.execute(f"INSERT INTO counting {row}")


def test_a_generation_has_a_number_that_was_never_given(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        numbers = [
            connection.execute("SELECT begin_generation(true, %s)", [above]).fetchone()
            for above in (0, 0, 40, 3)
        ]
    assert numbers == [(1,), (2,), (41,), (42,)]


def test_locks_of_accounts_are_a_family_of_their_own_and_one_for_each(postgres_url: str) -> None:
    """The ledger counts the locks of another family."""
    names = [f"budget:{n}" for n in range(20)]
    with psycopg.connect(postgres_url) as connection:
        connection.execute("SELECT lock_accounts(%s)", [[*names, *names]])
        locks = connection.execute(
            "SELECT classid::bigint >> 16 FROM pg_locks "
            "WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        ).fetchall()
    assert locks == [(0x545A,)] * 20
