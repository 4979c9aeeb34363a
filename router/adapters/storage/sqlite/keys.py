"""How does SQLite keep virtual keys?"""

import asyncio
import hashlib
import hmac
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from router.adapters.storage.found_keys import FoundKeys
from router.adapters.storage.key_refusals import check_replaced, taken
from router.adapters.storage.key_rows import KeyRow, key_from_row, key_to_row
from router.adapters.storage.secret_hash import hash_secret
from router.adapters.storage.sqlite.connection import Database
from router.adapters.storage.sqlite.failures import unavailable
from router.core.errors import ConfigurationError
from router.core.key import VirtualKey
from router.ports.clock import Clock
from router.ports.keys import KeyEdit

__all__ = ["SqliteKeys"]

_COLUMNS = ", ".join(KeyRow._fields)
_FIND = f"SELECT secret_hash, {_COLUMNS} FROM virtual_key WHERE secret_hash = ?"  # noqa: S608
_ALL = f"SELECT {_COLUMNS} FROM virtual_key ORDER BY seq"  # noqa: S608
_ADD = (
    f"INSERT INTO virtual_key (secret_hash, {_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join('?' * (len(KeyRow._fields) + 1))})"
)
_ONE = f"SELECT {_COLUMNS} FROM virtual_key WHERE id = ?"  # noqa: S608
_CHANGE = (
    f"UPDATE virtual_key SET {', '.join(f'{name} = ?' for name in KeyRow._fields)} "  # noqa: S608
    "WHERE id = ?"
)
_PEPPER_CHECK = "pepper_check"
_PEPPER_MARK = "SELECT value FROM meta WHERE name = ?"
_MARK_PEPPER = """
    INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
    WHERE NOT EXISTS (SELECT 1 FROM virtual_key)
"""


class SqliteKeys:
    """Implements `Keys`.

    `find` stands before every request: it reads on the event loop, by an index and at most twice
    a second for each key, which costs less than a thread would.
    """

    def __init__(self, database: Database, *, clock: Clock, pepper: bytes) -> None:
        """Open the keys.

        Raises:
            ConfigurationError: they were made with another pepper.
        """
        self._database = database
        self._pepper = pepper
        self._found = FoundKeys(clock)
        _check_pepper(database, pepper)

    async def find(self, secret: str) -> VirtualKey | None:
        """The key with this secret, revoked and expired ones too; None where there is none."""
        hashed = hash_secret(secret, self._pepper)
        recalled = self._found.recall(hashed)
        if recalled is not None:
            return recalled[0]
        began = self._found.begin()
        found = self._look_up(hashed)
        return self._found.remember(hashed, found, began=began)

    async def add(
        self, key: VirtualKey, *, secret: str, ends: tuple[str, datetime] | None = None
    ) -> None:
        """Store a new key; the one in `ends` expires."""
        row = (hash_secret(secret, self._pepper), *key_to_row(key))
        try:
            await asyncio.to_thread(self._add, row, ends)
        except sqlite3.IntegrityError as error:
            raise taken(key) from error
        self._found.forget()

    async def change(self, key_id: str, edit: KeyEdit) -> VirtualKey | None:
        """Put what `edit` makes of a key in its place; None where no such key exists."""
        changed = await asyncio.to_thread(self._change, key_id, edit)
        self._found.forget()
        return changed

    async def all(self) -> Sequence[VirtualKey]:
        """All keys, oldest first."""
        return [key_from_row(row) for row in await asyncio.to_thread(self._read_all)]

    def forget(self) -> None:
        """Look every key up anew."""
        self._found.forget()

    def _look_up(self, hashed: bytes) -> VirtualKey | None:
        try:
            row = self._database.loop.execute(_FIND, (hashed,)).fetchone()
        except sqlite3.Error as error:
            raise unavailable(error, self._database.path) from error
        if row is None or not hmac.compare_digest(row[0], hashed):
            return None
        return key_from_row(row[1:])

    def _read_all(self) -> list[Any]:
        with self._database.reading() as connection:
            return connection.execute(_ALL).fetchall()

    def _add(self, row: Sequence[object], ends: tuple[str, datetime] | None) -> None:
        with self._database.writing() as connection:
            connection.execute(_ADD, row)
            if ends is not None:
                old_id, moment = ends
                check_replaced(
                    old_id, _edit(connection, old_id, edit=lambda key: key.ending(moment))
                )

    def _change(self, key_id: str, edit: KeyEdit) -> VirtualKey | None:
        with self._database.writing() as connection:
            return _edit(connection, key_id, edit=edit)


def _edit(connection: sqlite3.Connection, key_id: str, *, edit: KeyEdit) -> VirtualKey | None:
    """Within a transaction that nobody else writes beside."""
    row = connection.execute(_ONE, (key_id,)).fetchone()
    if row is None:
        return None
    changed = key_to_row(edit(key_from_row(row)))
    connection.execute(_CHANGE, (*changed, key_id))
    return key_from_row(changed)


def _check_pepper(database: Database, pepper: bytes) -> None:
    """Without this check a lost pepper would look like a thousand unknown keys."""
    mark = hashlib.blake2b(b"tierwise", key=pepper, digest_size=16).digest()
    with database.writing() as connection:
        connection.execute(_MARK_PEPPER, (_PEPPER_CHECK, mark))
        (kept,) = connection.execute(_PEPPER_MARK, (_PEPPER_CHECK,)).fetchone()
    if not hmac.compare_digest(kept, mark):
        raise ConfigurationError(
            f"{database.path}: its virtual keys were made with another pepper than the one in "
            f"{database.path.name}.pepper. Restore both files from the same backup."
        )
