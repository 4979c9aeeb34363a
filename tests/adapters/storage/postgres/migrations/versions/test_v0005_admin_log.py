"""What does the schema of the log of administrators hold?"""

from typing import get_args, get_type_hints

from router.adapters.storage.postgres.session import starting
from router.core.admin_log import AdminEvent


def test_there_is_a_column_for_each_value_of_an_event(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        columns = connection.execute(
            "SELECT column_name, is_nullable FROM information_schema.columns "
            "WHERE table_name = 'admin_event' ORDER BY ordinal_position"
        ).fetchall()
    kinds = get_type_hints(AdminEvent)
    assert columns == [
        (name, "YES" if type(None) in get_args(kinds[name]) else "NO")
        for name in AdminEvent._fields
    ]


def test_each_column_that_is_asked_for_has_an_index(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        found = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'admin_event'"
        ).fetchall()
    indexed = " ".join(definition for (definition,) in found)
    for columns in ("(act_id)", "(actor, seq)", "(subject, seq)", "(kind, seq)"):
        assert columns in indexed
