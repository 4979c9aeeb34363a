"""How does a session with PostgreSQL begin, and what holds for all of them?"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import psycopg
from psycopg import AsyncConnection, Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper

from router.adapters.storage.postgres.failures import failure_of, misconfigured, place_of

__all__ = [
    "STATEMENT_S",
    "Asynchronous",
    "Synchronous",
    "connect_sync",
    "connected",
    "failing_as_ledger",
    "has_something_to_say",
    "is_as_new",
    "session_options",
    "starting",
]

Asynchronous: TypeAlias = AsyncConnection[tuple[Any, ...]]
Synchronous: TypeAlias = Connection[tuple[Any, ...]]

STATEMENT_S = 30
_BULK_STATEMENT_S = 600
_LOCK_S = 5


@contextmanager
def connect_sync(url: str) -> Iterator[Synchronous]:
    """A connection and a transaction on it, for what opens the database by itself.

    `IntegrityError` and `DataError` pass unchanged.

    Raises:
        LedgerUnavailable: the database cannot be reached, read or written.
    """
    with failing_as_ledger(place_of(url)), connected(url) as connection:
        yield connection


@contextmanager
def starting(url: str) -> Iterator[Synchronous]:
    """A connection in autocommit mode for the work at start.

    Raises:
        ConfigurationError: the database cannot be reached, or refuses what was asked.
    """
    try:
        with connected(url) as connection:
            connection.autocommit = True
            yield connection
    except psycopg.Error as error:
        raise misconfigured(error, place_of(url)) from error


@contextmanager
def failing_as_ledger(place: str) -> Iterator[None]:
    """What fails within is a failure of the ledger; what was refused for its content passes."""
    try:
        yield
    except (psycopg.IntegrityError, psycopg.DataError):
        raise
    except psycopg.Error as error:
        raise failure_of(error, place) from error


def connected(url: str) -> Synchronous:
    """A new connection."""
    options = session_options(url, statement_s=_BULK_STATEMENT_S)
    connection = psycopg.connect(url, **options)
    connection.adapters.register_dumper(int, Int8Dumper)
    return connection


def session_options(url: str, *, statement_s: int) -> dict[str, Any]:
    """What holds for each session beside what the URL says.

    A booked entry outlives a power failure, whatever the server's default. A client that died
    without a word is dropped within a minute, and its locks with it.
    """
    asked = conninfo_to_dict(url)
    own = (
        f"-c statement_timeout={statement_s}s -c lock_timeout={_LOCK_S}s "
        f"-c idle_in_transaction_session_timeout={2 * statement_s}s -c TimeZone=UTC "
        "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed "
        "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 "
        "-c tcp_keepalives_count=3"
    )
    return {
        "application_name": asked.get("application_name") or "tierwise",
        "connect_timeout": asked.get("connect_timeout") or 5,
        "tcp_user_timeout": asked.get("tcp_user_timeout") or 15_000,
        # The URL's own come last, and the last one counts.
        "options": f"{own} {asked.get('options') or ''}".rstrip(),
    }


def has_something_to_say(connection: Asynchronous | Synchronous) -> bool:
    """An idle server says nothing: where there is something to read, it is mostly a goodbye."""
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    return bool(watch.poll(0))


def is_as_new(connection: Synchronous) -> bool:
    """Whether it can be used again by somebody who knows nothing of its past."""
    is_idle = connection.pgconn.transaction_status == TransactionStatus.IDLE
    return is_idle and not connection.autocommit and connection.read_only is None
