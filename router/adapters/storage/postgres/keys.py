"""How does PostgreSQL keep virtual keys?"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

import psycopg

from router.adapters.storage.found_keys import FoundKeys
from router.adapters.storage.key_refusals import check_replaced, taken
from router.adapters.storage.key_rows import KeyRow, key_from_row, key_to_row
from router.adapters.storage.postgres.columns import listed
from router.adapters.storage.postgres.connection import Asynchronous, Database
from router.adapters.storage.postgres.session import Synchronous
from router.adapters.storage.secret_hash import hash_secret
from router.adapters.storage.storable import storable
from router.core.errors import ConfigurationError
from router.core.key import VirtualKey
from router.ports.clock import Clock
from router.ports.keys import KeyEdit

__all__ = ["PostgresKeys", "check_pepper"]

_COLUMNS = listed(KeyRow._fields)
_FIND = f"SELECT secret_hash, {_COLUMNS} FROM virtual_key WHERE secret_hash = %s"  # noqa: S608
_ALL = f"SELECT {_COLUMNS} FROM virtual_key ORDER BY seq"  # noqa: S608
_ADD = (
    f"INSERT INTO virtual_key (secret_hash, {_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join(['%s'] * (len(KeyRow._fields) + 1))})"
)
_ONE = f"SELECT {_COLUMNS} FROM virtual_key WHERE id = %s FOR UPDATE"  # noqa: S608
_CHANGE = (
    f"UPDATE virtual_key SET ({_COLUMNS}) "  # noqa: S608 - our own column names
    f"= ROW ({', '.join(['%s'] * len(KeyRow._fields))}) WHERE id = %s"
)
_PEPPER_CHECK = "pepper_check"
_PEPPER_MARK = "SELECT value FROM meta WHERE name = %s"
_MARK_PEPPER = """
    INSERT INTO meta VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value
    WHERE NOT EXISTS (SELECT 1 FROM virtual_key)
"""


class PostgresKeys:
    """Implements `Keys`. A key is looked up at most twice a second, by an index."""

    def __init__(self, database: Database, *, clock: Clock, pepper: bytes) -> None:
        self._database = database
        self._pepper = pepper
        self._found = FoundKeys(clock)

    async def find(self, secret: str) -> VirtualKey | None:
        """The key with this secret, revoked and expired ones too; None where there is none."""
        hashed = hash_secret(secret, self._pepper)
        recalled = self._found.recall(hashed)
        if recalled is not None:
            return recalled[0]
        began = self._found.begin()
        found = await self._look_up(hashed)
        return self._found.remember(hashed, found, began=began)

    async def add(
        self, key: VirtualKey, *, secret: str, ends: tuple[str, datetime] | None = None
    ) -> None:
        """Store a new key; the one in `ends` expires."""
        row = (hash_secret(secret, self._pepper), *key_to_row(key))

        async def work(connection: Asynchronous) -> None:
            await connection.execute(_ADD, row)
            if ends is not None:
                old_id, moment = ends
                ended = await _edit(connection, old_id, edit=lambda old: old.ending(moment))
                check_replaced(old_id, ended)

        try:
            await self._database.transact(work)
        except psycopg.errors.UniqueViolation as error:
            raise taken(key) from error
        self._found.forget()

    async def change(self, key_id: str, edit: KeyEdit) -> VirtualKey | None:
        """Put what `edit` makes of a key in its place; None where no such key exists."""
        known_as = storable(key_id)
        changed = await self._database.transact(lambda one: _edit(one, known_as, edit=edit))
        self._found.forget()
        return changed

    async def all(self) -> Sequence[VirtualKey]:
        """All keys, oldest first."""
        async with self._database.reading() as connection:
            rows = await (await connection.execute(_ALL)).fetchall()
        return [key_from_row(row) for row in rows]

    def forget(self) -> None:
        """Look every key up anew."""
        self._found.forget()

    async def _look_up(self, hashed: bytes) -> VirtualKey | None:
        async with self._database.reading() as connection:
            row = await (await connection.execute(_FIND, (hashed,))).fetchone()
        if row is None or not hmac.compare_digest(row[0], hashed):
            return None
        return key_from_row(row[1:])


async def _edit(connection: Asynchronous, key_id: str, *, edit: KeyEdit) -> VirtualKey | None:
    """Within a transaction: the row is locked until its end."""
    row = await (await connection.execute(_ONE, (key_id,))).fetchone()
    if row is None:
        return None
    changed = key_to_row(edit(key_from_row(row)))
    await connection.execute(_CHANGE, (*changed, key_id))
    return key_from_row(changed)


def check_pepper(connection: Synchronous, pepper: bytes, *, place: str) -> None:
    """Without this check a lost pepper would look like a thousand unknown keys.

    Raises:
        ConfigurationError: the keys were made with another pepper.
    """
    mark = hashlib.blake2b(b"tierwise", key=pepper, digest_size=16).digest()
    connection.execute(_MARK_PEPPER, (_PEPPER_CHECK, mark))
    row = connection.execute(_PEPPER_MARK, (_PEPPER_CHECK,)).fetchone()
    if row is None or not hmac.compare_digest(row[0], mark):
        raise ConfigurationError(
            f"{place}: its virtual keys were made with another pepper than the one given. "
            "Give all replicas the pepper that the first one was started with, from its backup."
        )
