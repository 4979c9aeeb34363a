"""How are departments, teams, people and programs entered, moved and removed?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from router.core.directory import Directory, Entry, EntryKind, Place
from router.core.errors import InvalidRequest
from router.ports.clock import Clock
from router.ports.directory import DirectoryStore

__all__ = ["KeepDirectory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDirectory:
    """Reads and changes the directory; every method sees what is stored now."""

    store: DirectoryStore
    clock: Clock

    async def now(self) -> Directory:
        """All that is stored."""
        return Directory.of(await self.store.all())

    async def get(self, kind: EntryKind, id: str) -> Entry:
        """One entry.

        Raises:
            InvalidRequest: it is not there.
        """
        return (await self.now()).the(Place(kind, id))

    async def add(self, entry: Entry) -> None:
        """Enter something new.

        Raises:
            InvalidRequest: it is there already, or does not fit the others.
        """

        def with_it(directory: Directory) -> Directory:
            if entry.place in directory.entries:
                raise InvalidRequest(
                    f"The {entry.place} is in the directory already. Change it, or choose "
                    "another id.",
                    param="id",
                )
            return directory.with_entries([entry])

        await self.store.change(with_it)

    async def put(self, entries: Sequence[Entry]) -> None:
        """Enter some, or put them in the place of those with the same kind and id; all or none.

        Raises:
            InvalidRequest: an entry does not fit the others.
        """
        await self.store.change(lambda directory: directory.with_entries(entries))

    async def change(self, place: Place, edit: Callable[[Entry], Entry]) -> tuple[Entry, Entry]:
        """An entry before and after; its kind and id stay.

        Raises:
            InvalidRequest: it is not there, or would not fit the others.
        """

        def edited(directory: Directory) -> Directory:
            changed = edit(directory.the(place))
            return directory.with_entries([replace(changed, kind=place.kind, id=place.id)])

        before, after = await self.store.change(edited)
        return before.entries[place], after.entries[place]

    async def move(self, place: Place, parent: Place | None) -> tuple[Entry, Entry]:
        """Let an entry, and what belongs to it, belong to another from now on."""
        return await self.change(place, lambda entry: replace(entry, parent=parent))

    async def archive(self, place: Place) -> tuple[Entry, Entry]:
        """Keep an entry for the books alone: nothing new may belong to it."""
        now = self.clock.now()
        return await self.change(
            place, lambda entry: replace(entry, archived_at=entry.archived_at or now)
        )

    async def restore(self, place: Place) -> tuple[Entry, Entry]:
        """Take an entry back from the archive."""
        return await self.change(place, lambda entry: replace(entry, archived_at=None))

    async def remove(self, place: Place) -> Entry:
        """Remove an entry; gives what it was.

        Raises:
            InvalidRequest: it is not there, or others belong to it.
        """
        before, _ = await self.store.change(lambda directory: directory.without(place))
        return before.entries[place]
