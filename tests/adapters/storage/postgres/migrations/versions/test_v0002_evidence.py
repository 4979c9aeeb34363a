"""Tests of version 2 of PostgreSQL's schema: do its columns mean what the rows say?"""

from typing import NamedTuple

import psycopg
import pytest

from router.adapters.storage.event_rows import EventRow
from router.adapters.storage.evidence_rows import FeedbackRow, OutcomeRecordRow, TextRow

KINDS = {
    "str": ("text", "NO"),
    "str | None": ("text", "YES"),
    "int": ("bigint", "NO"),
    "int | None": ("bigint", "YES"),
    "float": ("double precision", "NO"),
    "float | None": ("double precision", "YES"),
}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("feedback", FeedbackRow),
        ("outcome_row", OutcomeRecordRow),
        ("kept_text", TextRow),
        ("policy_event", EventRow),
    ],
)
def test_a_table_has_a_column_for_each_value_of_its_rows(
    postgres_url: str, table: str, row: type[NamedTuple]
) -> None:
    query = (
        "SELECT column_name, replace(data_type, 'smallint', 'bigint'), is_nullable "
        "FROM information_schema.columns WHERE table_name = %s AND NOT is_identity = 'YES' "
        "ORDER BY ordinal_position"
    )
    with psycopg.connect(postgres_url) as connection:
        found = connection.execute(query, (table,)).fetchall()

    named = row.__annotations__
    wanted = [
        (
            name,
            *KINDS[getattr(kind, "__name__", str(kind)) if isinstance(kind, type) else str(kind)],
        )
        for name, kind in named.items()
    ]
    assert found == wanted


@pytest.mark.parametrize(
    "values",
    [
        "'dec_1', 0, 'd', 's', 1.5, 1, 0, 0",
        "'dec_1', 0, 'd', 's', 1, 0, 0, 0",
        "'dec_1', 0, 'd', 's', 1, 1, 0, 2",
        "'dec_none', 0, 'd', 's', 1, 1, 0, 0",
    ],
)
def test_no_outcome_is_kept_that_cannot_be(postgres_url: str, values: str) -> None:
    columns = ", ".join(OutcomeRecordRow._fields)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("INSERT INTO decision VALUES ('dec_1','{}',NULL,NULL,NULL,'','','')")
        with pytest.raises(psycopg.IntegrityError):
            connection.execute(f"INSERT INTO outcome_row ({columns}) VALUES ({values})")  # noqa: S608
