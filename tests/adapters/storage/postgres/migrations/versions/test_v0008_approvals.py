"""What does the schema of approvals refuse, whoever asks?"""

from typing import get_args, get_type_hints

import psycopg
import pytest

from router.adapters.storage.approval_rows import ApprovalRow, DelegationRow, GrantRow
from router.adapters.storage.postgres.session import starting

_APPROVAL = "INSERT INTO approval VALUES ('apr_1', 'apr_1', 'pending', 'r', 'k', 'u', 1, 2, '{}')"
_GRANT = (
    "INSERT INTO grant_given VALUES ('{id}', '{of}', '{{}}', '[]', 1, NULL, 1, 2, NULL, NULL, 2)"
)


def write(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.mark.parametrize(
    ("table", "row"),
    [("approval", ApprovalRow), ("grant_given", GrantRow), ("delegation", DelegationRow)],
)
def test_there_is_a_column_for_each_value_of_a_row(
    postgres_url: str, table: str, row: type
) -> None:
    with starting(postgres_url) as connection:
        columns = connection.execute(
            "SELECT column_name, is_nullable FROM information_schema.columns "
            "WHERE table_name = %s ORDER BY ordinal_position",
            [table],
        ).fetchall()
    assert columns == [
        (name, "YES" if type(None) in get_args(kind) else "NO")
        for name, kind in get_type_hints(row).items()
    ]


def test_a_second_grant_of_one_approval_is_refused(postgres_url: str) -> None:
    write(postgres_url, _APPROVAL, _GRANT.format(id="grt_1", of="apr_1"))

    with pytest.raises(psycopg.errors.UniqueViolation):
        write(postgres_url, _GRANT.format(id="grt_2", of="apr_1"))


def test_a_grant_without_an_approval_is_refused(postgres_url: str) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        write(postgres_url, _GRANT.format(id="grt_1", of="apr_9"))


def test_there_is_one_version_and_it_begins_at_nought(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        assert connection.execute("SELECT version FROM approval_version").fetchall() == [(0,)]
    with pytest.raises(psycopg.errors.CheckViolation):
        write(postgres_url, "INSERT INTO approval_version VALUES (2, 0)")
