"""What does the schema of the directory refuse, whoever asks?"""

from typing import get_args, get_type_hints

import psycopg
import pytest

from router.adapters.storage.directory_rows import DirectoryRow
from router.adapters.storage.postgres.session import starting


def refused(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def test_there_is_a_column_for_each_value_of_a_row(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        columns = connection.execute(
            "SELECT column_name, is_nullable FROM information_schema.columns "
            "WHERE table_name = 'directory_entry' ORDER BY ordinal_position"
        ).fetchall()
    kinds = get_type_hints(DirectoryRow)
    assert columns == [
        (name, "YES" if type(None) in get_args(kind) else "NO") for name, kind in kinds.items()
    ]


def test_half_a_parent_is_refused(postgres_url: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        refused(
            postgres_url,
            "INSERT INTO directory_entry VALUES ('team', 't', '', 'department', NULL, NULL, NULL)",
        )


def test_there_is_one_version_and_it_begins_at_nought(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        assert connection.execute("SELECT version FROM directory_version").fetchall() == [(0,)]
    with pytest.raises(psycopg.errors.CheckViolation):
        refused(postgres_url, "INSERT INTO directory_version VALUES (2, 0)")
