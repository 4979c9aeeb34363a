"""Which virtual keys are there?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from router.core.key import VirtualKey

__all__ = ["Keys"]


class Keys(Protocol):
    """Virtual keys; only a keyed hash of each secret is kept."""

    async def find(self, secret: str) -> VirtualKey | None:
        """The key with this secret, revoked and expired ones too; None where there is none."""
        ...

    async def add(self, key: VirtualKey, *, secret: str) -> None:
        """Store a new key."""
        ...

    async def revoke(self, key_id: str, *, at: datetime) -> bool:
        """Revoke a key; False where no such key exists."""
        ...

    async def all(self) -> Sequence[VirtualKey]:
        """All keys, oldest first."""
        ...
