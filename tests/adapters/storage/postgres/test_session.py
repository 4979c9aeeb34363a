"""What holds in every session, and what does the URL decide?"""

import pytest

from router.adapters.storage.postgres.session import (
    connect_sync,
    connected,
    has_something_to_say,
    is_as_new,
    session_options,
    starting,
)
from router.core.errors import ConfigurationError, LedgerUnavailable

NOBODY_LISTENS = "postgresql://ada:secret@127.0.0.1:1/books"


def test_a_session_has_limits_and_waits_for_the_disk(postgres_url: str) -> None:
    with connect_sync(postgres_url) as connection:
        found = {
            name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            for name in ("lock_timeout", "synchronous_commit", "TimeZone", "application_name")
        }
    assert found == {
        "lock_timeout": ("5s",),
        "synchronous_commit": ("on",),
        "TimeZone": ("UTC",),
        "application_name": ("tierwise",),
    }


def test_what_the_url_says_counts() -> None:
    url = (
        "postgresql://db/books?application_name=b&connect_timeout=9&options=-c%20lock_timeout%3D7s"
    )
    options = session_options(url, statement_s=30)
    assert options["application_name"] == "b"
    assert options["connect_timeout"] == "9"
    assert options["options"].endswith("-c lock_timeout=7s")


def test_a_transaction_is_committed_at_the_end_and_not_after_an_error(postgres_url: str) -> None:
    def add_b_and_fail() -> None:
        with connect_sync(postgres_url) as connection:
            connection.execute("INSERT INTO meta VALUES ('b', '')")
            raise ZeroDivisionError

    with connect_sync(postgres_url) as connection:
        connection.execute("INSERT INTO meta VALUES ('a', '')")
    with pytest.raises(ZeroDivisionError):
        add_b_and_fail()
    with connect_sync(postgres_url) as connection:
        assert connection.execute("SELECT name FROM meta").fetchall() == [("a",)]


def test_a_failure_while_running_is_the_ledgers_and_at_start_the_configurations() -> None:
    with pytest.raises(LedgerUnavailable, match="cannot be reached"), connect_sync(NOBODY_LISTENS):
        pass
    with (
        pytest.raises(ConfigurationError, match="cannot be reached") as caught,
        starting(NOBODY_LISTENS),
    ):
        pass
    assert "secret" not in str(caught.value)


def test_a_session_that_was_ended_has_something_to_say(postgres_url: str) -> None:
    with connected(postgres_url) as connection:
        assert not has_something_to_say(connection)
        with starting(postgres_url) as other:
            other.execute(
                "SELECT pg_terminate_backend(%s::int, 5000)", [connection.info.backend_pid]
            )
        assert has_something_to_say(connection)


def test_a_connection_that_was_changed_is_not_as_new(postgres_url: str) -> None:
    with connected(postgres_url) as connection:
        assert is_as_new(connection)
        connection.execute("SELECT 1")
        assert not is_as_new(connection)
        connection.rollback()
        connection.read_only = True
        assert not is_as_new(connection)
        connection.read_only = None
        connection.autocommit = True
        assert not is_as_new(connection)
        connection.autocommit = False
        assert is_as_new(connection)
