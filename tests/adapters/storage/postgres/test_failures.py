"""Do failures say what to do, and never give the password away?"""

import psycopg
import pytest
from psycopg import errors
from psycopg_pool import PoolClosed

from router.adapters.storage.postgres.failures import (
    CommitInDoubt,
    TryAgain,
    failure_of,
    is_lost,
    misconfigured,
    place_of,
)
from router.core.errors import ConfigurationError, LedgerUnavailable

PLACE = "PostgreSQL at db:5432, database books"


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (errors.DiskFull("no space left"), "Free some space"),
        (errors.ReadOnlySqlTransaction("read-only"), "Point the URL to the primary"),
        (errors.TooManyConnections("too many"), "Raise its max_connections"),
        (errors.QueryCanceled("timeout"), "took longer than allowed"),
        (psycopg.OperationalError("connection refused"), "cannot be reached"),
        (errors.ProtocolViolation("odd"), "appendix A"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_says_where_what_and_what_to_do(error: psycopg.Error, advice: str) -> None:
    for told in (failure_of(error, PLACE), misconfigured(error, PLACE)):
        assert told.message.startswith(PLACE)
        assert advice in told.message
        assert str(error) in told.message


@pytest.mark.parametrize(
    "error", [errors.DeadlockDetected(), errors.SerializationFailure(), errors.LockNotAvailable()]
)
def test_what_met_another_transaction_is_worth_another_try(error: psycopg.Error) -> None:
    assert type(failure_of(error, PLACE, in_doubt=True)) is TryAgain


@pytest.mark.parametrize(
    "error", [psycopg.OperationalError("server closed"), errors.AdminShutdown("bye")]
)
def test_a_lost_connection_is_in_doubt_once_a_commit_may_have_been_sent(
    error: psycopg.Error,
) -> None:
    assert is_lost(error)
    assert type(failure_of(error, PLACE)) is TryAgain
    assert type(failure_of(error, PLACE, in_doubt=True)) is CommitInDoubt


def test_a_full_disk_is_neither() -> None:
    assert type(failure_of(errors.DiskFull(), PLACE, in_doubt=True)) is LedgerUnavailable


def test_a_closed_pool_means_that_the_service_stops() -> None:
    assert "shutting down" in failure_of(PoolClosed("closed"), PLACE).message


def test_a_place_has_neither_user_nor_password() -> None:
    assert place_of("postgresql://ada:secret@db:5433/books") == (
        "PostgreSQL at db:5433, database books"
    )
    assert place_of("host=db dbname=books password=secret") == PLACE
    assert place_of("postgresql:///") == "PostgreSQL at localhost:5432, database of the user"


def test_a_url_that_cannot_be_read_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigurationError, match="postgresql://user:password@host") as caught:
        place_of("postgresql://ada:secret@db:port:5433/%zz")
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__
