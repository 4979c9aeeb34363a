"""Is a schema made once, by whoever comes first, and never by the wrong Tierwise?"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest
from alembic.script import ScriptDirectory

from router.adapters.storage.postgres import migrations
from router.adapters.storage.postgres.migrations.upgrade import (
    MIGRATING,
    VERSION_TABLE,
    bring_up_to_date,
    refuse_old,
)
from router.adapters.storage.postgres.session import starting
from router.core.errors import ConfigurationError
from tests.postgres import PostgresServer

SCRIPTS = ScriptDirectory(str(files(migrations)))


@pytest.fixture
def empty(postgres_server: PostgresServer) -> Iterator[str]:
    with postgres_server.database(is_empty=True) as url:
        yield url


def versions(url: str) -> list[str]:
    with starting(url) as connection:
        rows = connection.execute("SELECT version_num FROM schema_version").fetchall()
    return [version for (version,) in rows]


def tables(url: str) -> set[str]:
    with starting(url) as connection:
        rows = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        )
        return {name for (name,) in rows}


def test_versions_follow_each_other_without_a_branch_and_are_numbered() -> None:
    found = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
    assert SCRIPTS.get_heads() == [found[-1]]
    assert found == [f"{number:04}" for number in range(1, len(found) + 1)]


def test_an_empty_database_gets_the_newest_schema_and_a_second_time_nothing_happens(
    empty: str,
) -> None:
    bring_up_to_date(empty)
    made = tables(empty)
    assert {"ledger_entry", "decision", "virtual_key", VERSION_TABLE} <= made
    assert versions(empty) == SCRIPTS.get_heads()
    bring_up_to_date(empty)
    assert tables(empty) == made


def test_many_that_start_at_once_make_it_once(empty: str) -> None:
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(bring_up_to_date, [empty] * 6))
    assert versions(empty) == SCRIPTS.get_heads()


def test_who_is_up_to_date_does_not_wait_for_anybody(postgres_url: str) -> None:
    with starting(postgres_url) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        bring_up_to_date(postgres_url)


def test_who_comes_second_waits_without_a_transaction_that_could_hold_up_the_first(
    empty: str,
) -> None:
    with starting(empty) as first, ThreadPoolExecutor(1) as threads:
        first.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        second = threads.submit(bring_up_to_date, empty)
        asked = "query LIKE '%%pg_try_advisory_lock%%' AND datname = current_database()"
        while not first.execute(
            f"SELECT 1 FROM pg_stat_activity WHERE {asked} AND pid <> pg_backend_pid()"  # noqa: S608
        ).fetchone():
            assert not second.done()
        assert not second.done()
        first.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
        second.result(timeout=60)
    assert versions(empty) == SCRIPTS.get_heads()


def test_the_schema_of_a_newer_tierwise_is_refused(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        connection.execute("UPDATE schema_version SET version_num = '9999'")
    with pytest.raises(ConfigurationError, match=r"version 9999.*Install the Tierwise that wrote"):
        bring_up_to_date(postgres_url)


def test_a_database_of_another_program_is_refused_and_left_as_it_was(empty: str) -> None:
    with starting(empty) as connection:
        connection.execute("CREATE TABLE decision (whose text)")
    with pytest.raises(ConfigurationError, match="tables of another program"):
        bring_up_to_date(empty)
    assert tables(empty) - {VERSION_TABLE} == {"decision"}


def test_who_may_not_make_tables_is_told(empty: str) -> None:
    with starting(empty) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(ConfigurationError, match="the user lacks a right"):
        bring_up_to_date(empty.replace("tierwise@", "guest@"))


def test_a_server_that_is_away_is_told() -> None:
    with pytest.raises(ConfigurationError, match="cannot be reached"):
        bring_up_to_date("postgresql://127.0.0.1:1/books")


def test_a_server_that_is_too_old_is_refused() -> None:
    refuse_old(140_000, "here")
    with pytest.raises(ConfigurationError, match="here: version 13 is too old"):
        refuse_old(130_021, "here")
