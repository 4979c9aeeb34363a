"""What does a failure of PostgreSQL mean to the person who must mend it?"""

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import PoolClosed

from router.core.errors import ConfigurationError, LedgerUnavailable

__all__ = [
    "CLOSED",
    "CommitInDoubt",
    "TryAgain",
    "failure_of",
    "is_lost",
    "misconfigured",
    "place_of",
]

CLOSED = "The ledger is closed: this service is shutting down. Send the request again."

_ADVICE: dict[type[psycopg.Error], str] = {
    errors.DiskFull: "its disk is full. Free some space",
    errors.TooManyConnections: "it takes no more connections. Raise its max_connections, or run "
    "fewer replicas or smaller pools",
    errors.InvalidPassword: "it refuses the password. Mend the URL of the database",
    errors.InvalidAuthorizationSpecification: "it does not know the user. Mend the URL of the "
    "database, or create the user",
    errors.InvalidCatalogName: "there is no such database. Create it, or mend its URL",
    errors.InsufficientPrivilege: "the user lacks a right. Give it the database or its schema: "
    "GRANT ALL ON SCHEMA public TO the user",
    errors.ReadOnlySqlTransaction: "it cannot be written, as a standby cannot. Point the URL to "
    "the primary (target_session_attrs=read-write), or end its read-only mode",
    errors.QueryCanceled: "a statement took longer than allowed. Look for a slow disk or for locks",
    errors.LockNotAvailable: "another session holds a lock for too long. See pg_stat_activity",
    errors.DeadlockDetected: "two transactions waited for each other. Try again",
    errors.SerializationFailure: "two transactions disagreed. Try again",
    errors.UndefinedTable: "a table is missing. Restore the database from a backup",
}
_AWAY = "it cannot be reached or closed the connection. Start it, or mend the URL of the database"
_REFUSES = "it refuses. Look the code up in PostgreSQL's manual, appendix A"
_PASSING = (
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.LockNotAvailable,
)
_ENDING = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow)


class TryAgain(LedgerUnavailable):
    """Nothing was written, and at the next try it may work."""


class CommitInDoubt(LedgerUnavailable):
    """The connection broke while the transaction was being committed: it is written, or not."""


def is_lost(error: psycopg.Error) -> bool:
    """Whether the connection is gone: what it was doing may be done or not."""
    if isinstance(error, _ENDING):
        return True
    return isinstance(error, psycopg.OperationalError) and error.sqlstate is None


def failure_of(error: psycopg.Error, place: str, *, in_doubt: bool = False) -> LedgerUnavailable:
    """For failures while the service runs; `in_doubt` once a commit may have been sent."""
    if isinstance(error, PoolClosed):
        return LedgerUnavailable(CLOSED)
    sentence = _sentence(error, place)
    if is_lost(error):
        return CommitInDoubt(sentence) if in_doubt else TryAgain(sentence)
    return (TryAgain if isinstance(error, _PASSING) else LedgerUnavailable)(sentence)


def misconfigured(error: psycopg.Error, place: str) -> ConfigurationError:
    """For failures at start."""
    return ConfigurationError(_sentence(error, place))


def place_of(url: str) -> str:
    """Where the database lies, without user and password."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # The message of libpq quotes the text, which may hold the password.
        raise ConfigurationError(
            "The URL of the database cannot be read. Write "
            "postgresql://user:password@host:5432/database, with special characters as %XX."
        ) from None
    host, port = parts.get("host") or "localhost", parts.get("port") or "5432"
    return f"PostgreSQL at {host}:{port}, database {parts.get('dbname') or 'of the user'}"


def _sentence(error: psycopg.Error, place: str) -> str:
    advice = next((words for kind, words in _ADVICE.items() if isinstance(error, kind)), None)
    if advice is None:
        advice = _AWAY if is_lost(error) else _REFUSES
    said = (error.diag.message_primary or str(error)).strip()
    code = f" {error.sqlstate}" if error.sqlstate else ""
    return f"{place}: {advice}. (PostgreSQL{code}: {said})"
