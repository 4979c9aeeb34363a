"""How are virtual keys kept without a disk?"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from router.adapters.storage.key_refusals import check_replaced, taken
from router.adapters.storage.key_rows import key_from_row, key_to_row
from router.adapters.storage.secret_hash import PEPPER_BYTES, hash_secret
from router.core.key import VirtualKey
from router.ports.keys import KeyEdit

__all__ = ["MemoryKeys"]


class MemoryKeys:
    """Implements `Keys`."""

    def __init__(self) -> None:
        self._pepper = secrets.token_bytes(PEPPER_BYTES)
        self._keys: dict[str, VirtualKey] = {}
        self._ids: dict[bytes, str] = {}

    async def find(self, secret: str) -> VirtualKey | None:
        """The key with this secret, revoked and expired ones too; None where there is none."""
        return self._keys.get(self._ids.get(hash_secret(secret, self._pepper), ""))

    async def add(
        self, key: VirtualKey, *, secret: str, ends: tuple[str, datetime] | None = None
    ) -> None:
        """Store a new key; the one in `ends` expires."""
        hashed = hash_secret(secret, self._pepper)
        if hashed in self._ids or key.id in self._keys:
            raise taken(key)
        if ends is not None:
            old = self._keys.get(ends[0])
            check_replaced(ends[0], old)
            await self.change(ends[0], lambda old: old.ending(ends[1]))
        self._keys[key.id], self._ids[hashed] = _kept(key), key.id

    async def change(self, key_id: str, edit: KeyEdit) -> VirtualKey | None:
        """Put what `edit` makes of a key in its place; None where no such key exists."""
        known = self._keys.get(key_id)
        if known is None:
            return None
        self._keys[key_id] = _kept(edit(known))
        return self._keys[key_id]

    async def all(self) -> Sequence[VirtualKey]:
        """All keys, oldest first."""
        return list(self._keys.values())

    def forget(self) -> None:
        """Nothing is remembered apart from the keys themselves."""


def _kept(key: VirtualKey) -> VirtualKey:
    """As the other stores give it back."""
    return key_from_row(key_to_row(key))
