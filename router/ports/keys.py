"""Which virtual keys are there?"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from router.core.key import VirtualKey

__all__ = ["KeyEdit", "Keys"]

KeyEdit = Callable[[VirtualKey], VirtualKey]


class Keys(Protocol):
    """Virtual keys; only a keyed hash of each secret is kept.

    Raises `LedgerUnavailable` where the store cannot be read or written.
    """

    async def find(self, secret: str) -> VirtualKey | None:
        """The key with this secret, revoked and expired ones too; None where there is none.

        Others' changes count half a second later at most.
        """
        ...

    async def add(
        self, key: VirtualKey, *, secret: str, ends: tuple[str, datetime] | None = None
    ) -> None:
        """Store a new key; in the same step the key with the id in `ends` expires at its moment.

        Raises:
            InvalidRequest: its id or secret is taken, or the key that ends is not there.
        """
        ...

    async def change(self, key_id: str, edit: KeyEdit) -> VirtualKey | None:
        """Put what `edit` makes of a key in its place, in one step; None where no such key exists.

        The secret stays. `edit` may be called more than once.
        """
        ...

    async def all(self) -> Sequence[VirtualKey]:
        """All keys, oldest first."""
        ...

    def forget(self) -> None:
        """Look every key up anew: others said that they changed some."""
        ...
