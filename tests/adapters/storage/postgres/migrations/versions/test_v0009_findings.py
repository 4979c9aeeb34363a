"""What does the schema of findings and profiles refuse?"""

import psycopg
import pytest

from router.adapters.storage.postgres.session import starting

_ADD = (
    "INSERT INTO finding (id, kind, subject_kind, subject, opened_us, last_us, until_us, body) "
    "VALUES (%s, 'burst', %s, 'key_1', 1, 1, 2, '{}')"
)


@pytest.mark.parametrize(
    ("id", "kind", "refusal"),
    [
        ("fnd_1", "key", psycopg.errors.UniqueViolation),
        ("fnd_2", "planet", psycopg.errors.CheckViolation),
    ],
)
def test_two_of_an_id_and_other_subjects_are_refused(
    postgres_url: str, id: str, kind: str, refusal: type[psycopg.Error]
) -> None:
    with starting(postgres_url) as connection:
        connection.execute(_ADD, ["fnd_1", "key"])
        with pytest.raises(refusal):
            connection.execute(_ADD, [id, kind])


def test_there_is_one_version_and_one_beginning(postgres_url: str) -> None:
    for table in ("finding_version", "watch_begun"):
        with starting(postgres_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(f"INSERT INTO {table} VALUES (2, 0)")  # noqa: S608
