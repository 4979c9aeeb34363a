"""Which version has the schema of a file, and what brings it up to date?"""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from router.core.errors import ConfigurationError

__all__ = ["APPLICATION_ID", "MIGRATIONS", "bring_up_to_date"]

APPLICATION_ID = 0x54574C47
"""`TWLG` in the file's header: this is a ledger, and not another program's database."""

MIGRATIONS = (
    "schema.sql",
    *(f"schema_{version}.sql" for version in range(2, 16)),
)
"""Scripts in order; the n-th leads to version n. A released one is never edited: add the next."""

_OLDEST_SQLITE = (3, 37, 0)


def bring_up_to_date(connection: sqlite3.Connection, *, path: Path) -> None:
    """Make or migrate the schema, in one transaction.

    Raises:
        ConfigurationError: the file belongs to another program or to a newer version.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ConfigurationError(
            f"SQLite {sqlite3.sqlite_version} is too old: the ledger needs "
            f"{'.'.join(map(str, _OLDEST_SQLITE))} or newer. Use a newer Python build."
        )
    # Before anything is written, for it may not be ours; as of one moment, for others may be
    # making the schema now.
    connection.execute("BEGIN")
    try:
        _version(connection, path)
    finally:
        connection.execute("ROLLBACK")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")  # also proves that the file can be written
    try:
        for number in range(_version(connection, path), len(MIGRATIONS)):
            for statement in _statements(MIGRATIONS[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The file's schema version; 0 for an empty one."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (objects,) = connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
    if owner != APPLICATION_ID and (owner or version or objects):
        raise ConfigurationError(
            f"{path}: this SQLite file belongs to another program. "
            "Choose another file with TIERWISE_DATABASE."
        )
    if version > len(MIGRATIONS):
        raise ConfigurationError(
            f"{path}: its schema has version {version}, this Tierwise knows {len(MIGRATIONS)}. "
            "Install the Tierwise that wrote it, or a newer one."
        )
    return int(version)


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: `executescript` would commit in between."""
    pending = ""
    for line in files(__package__).joinpath(script).read_text("utf-8").splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
