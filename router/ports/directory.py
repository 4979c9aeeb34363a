"""Where is it kept who belongs to whom?"""

from collections.abc import Callable, Sequence
from typing import Protocol

from router.core.directory import Directory, Entry

__all__ = ["DirectoryEdit", "DirectoryStore"]

DirectoryEdit = Callable[[Directory], Directory]


class DirectoryStore(Protocol):
    """The entries of the directory.

    Raises `LedgerUnavailable` where the store cannot be read or written.
    """

    async def version(self) -> int:
        """Another number after each change. Cheap: every process asks each half second."""
        ...

    async def all(self) -> Sequence[Entry]:
        """All entries, in no order."""
        ...

    async def change(self, edit: DirectoryEdit) -> tuple[Directory, Directory]:
        """Put what `edit` makes of the directory in its place, in one step; before and after.

        What `edit` raises passes, and nothing is changed. It may be called more than once.
        """
        ...
