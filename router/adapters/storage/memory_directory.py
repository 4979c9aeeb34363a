"""How is the directory kept without a disk?"""

from collections.abc import Sequence

from router.adapters.storage.directory_rows import entry_from_row, entry_to_row
from router.core.directory import EMPTY, Directory, Entry
from router.ports.directory import DirectoryEdit

__all__ = ["MemoryDirectory"]


class MemoryDirectory:
    """Implements `DirectoryStore`."""

    def __init__(self) -> None:
        self._directory = EMPTY
        self._version = 0

    async def version(self) -> int:
        """How many changes there were."""
        return self._version

    async def all(self) -> Sequence[Entry]:
        """All entries."""
        return list(self._directory.entries.values())

    async def change(self, edit: DirectoryEdit) -> tuple[Directory, Directory]:
        """Put what `edit` makes of the directory in its place; before and after."""
        before, after = self._directory, edit(self._directory)
        if after.entries != before.entries:
            rows = map(entry_to_row, after.entries.values())  # it rounds as the others do
            self._directory = Directory.of(map(entry_from_row, rows))
            self._version += 1
        return before, after
