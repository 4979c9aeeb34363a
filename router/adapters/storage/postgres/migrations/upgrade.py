"""Which version has the schema of a database, and what brings it up to date?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import psycopg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool
from sqlalchemy.exc import DBAPIError

from router.adapters.storage.postgres.failures import misconfigured, place_of
from router.adapters.storage.postgres.session import Synchronous, starting
from router.core.errors import ConfigurationError

__all__ = ["MIGRATING", "VERSION_TABLE", "bring_up_to_date", "refuse_old"]

VERSION_TABLE = "schema_version"

_OLDEST_SERVER = 14
MIGRATING = 0x5459 << 48
"""The lock that only one migrates; of the same family as those in the first version."""
_PATIENCE_S = 600.0
_PAUSE_S = 0.1


def bring_up_to_date(url: str) -> None:
    """Make or migrate the schema; one process does it where several start at once.

    Raises:
        ConfigurationError: the database cannot be reached or written, is not ours, or is newer.
    """
    place = place_of(url)
    scripts = _scripts()
    with starting(url) as connection:
        refuse_old(connection.info.server_version, place)
        if _is_current(connection, scripts, place=place):
            return
        with starting(url) as guard, _alone(guard, place):
            if not _is_current(connection, scripts, place=place):
                _upgrade(connection, scripts, place=place)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(files(__package__)), version_locations=None)


def refuse_old(server_version: int, place: str) -> None:
    """Refuse a server that is too old; its version as libpq tells it, such as 140012."""
    version = server_version // 10_000
    if version < _OLDEST_SERVER:
        raise ConfigurationError(
            f"{place}: version {version} is too old. Use PostgreSQL {_OLDEST_SERVER} or newer."
        )


def _is_current(connection: Synchronous, scripts: ScriptDirectory, *, place: str) -> bool:
    """Whether nothing is left to do."""
    found = _versions(connection)
    newest = scripts.get_current_head()
    known = {script.revision for script in scripts.walk_revisions()}
    if strangers := set(found) - known:
        raise ConfigurationError(
            f"{place}: its schema has version {', '.join(sorted(strangers))}, this Tierwise knows "
            f"{newest}. Install the Tierwise that wrote it, or a newer one."
        )
    return found == [newest]


def _versions(connection: Synchronous) -> list[str]:
    (table,) = connection.execute("SELECT to_regclass(%s)::text", [VERSION_TABLE]).fetchone() or (
        None,
    )
    if table is None:
        return []
    return [version for (version,) in connection.execute("SELECT version_num FROM schema_version")]


@contextmanager
def _alone(connection: Synchronous, place: str) -> Iterator[None]:
    """Hold the lock.

    It is asked for again and again: a session that waits for it in a statement would itself hold
    up CREATE INDEX CONCURRENTLY.
    """
    deadline_s = time.monotonic() + _PATIENCE_S
    while not _taken(connection):
        if time.monotonic() >= deadline_s:
            raise ConfigurationError(
                f"{place}: another process is migrating its schema since {_PATIENCE_S:g} s. Wait "
                "until it is done, or end it (see pg_stat_activity), and start again."
            )
        time.sleep(_PAUSE_S)
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def _taken(connection: Synchronous) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATING]).fetchone()
    return row == (True,)


def _upgrade(connection: Synchronous, scripts: ScriptDirectory, *, place: str) -> None:
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: connection, poolclass=pool.StaticPool
    )

    def steps(revision: str, context: MigrationContext) -> Any:
        return scripts._upgrade_revs("head", revision)

    environment = EnvironmentContext(Config(), scripts, fn=steps)
    try:
        with engine.connect() as bound, environment:
            environment.configure(
                connection=bound, version_table=VERSION_TABLE, transaction_per_migration=True
            )
            environment.run_migrations()
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.DuplicateObject | psycopg.errors.DuplicateTable):
            raise ConfigurationError(
                f"{place}: it holds tables of another program ({error.orig}). "
                "Give Tierwise a database or a schema of its own."
            ) from error
        if isinstance(error.orig, psycopg.Error):
            raise misconfigured(error.orig, place) from error
        raise
