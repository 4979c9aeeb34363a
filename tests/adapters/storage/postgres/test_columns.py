"""Are columns named as PostgreSQL takes them?"""

from router.adapters.storage.postgres.columns import listed


def test_user_is_quoted_for_it_is_a_word_of_sql() -> None:
    assert listed(("id", "user", "team")) == 'id, "user", team'


def test_columns_of_one_table_among_several() -> None:
    assert listed(("id", "user"), prefix="e.") == 'e.id, e."user"'
