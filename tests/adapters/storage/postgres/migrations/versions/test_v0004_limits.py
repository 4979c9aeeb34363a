"""What does the schema of budgets and quotas refuse?"""

import psycopg
import pytest

from router.adapters.storage.postgres.session import starting

_ADD = "INSERT INTO stored_limit VALUES (%s, %s, 1, '{}')"


def test_a_budget_and_a_quota_may_have_the_same_id(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        for kind in ("budget", "quota"):
            connection.execute(_ADD, [kind, "search"])
        found = connection.execute("SELECT count(*) FROM stored_limit").fetchone()
    assert found == (2,)


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("budget", psycopg.errors.UniqueViolation),
        ("wish", psycopg.errors.CheckViolation),
    ],
)
def test_two_of_a_kind_and_other_kinds_are_refused(
    postgres_url: str, kind: str, refusal: type[psycopg.Error]
) -> None:
    with starting(postgres_url) as connection:
        connection.execute(_ADD, ["budget", "search"])
    with pytest.raises(refusal), psycopg.connect(postgres_url) as other:
        other.execute(_ADD, [kind, "search"])


def test_changes_are_counted_in_one_row(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT * FROM limit_version").fetchall() == [(1, 0)]
    with (
        pytest.raises(psycopg.errors.CheckViolation),
        psycopg.connect(postgres_url) as connection,
    ):
        connection.execute("INSERT INTO limit_version VALUES (2, 0)")
