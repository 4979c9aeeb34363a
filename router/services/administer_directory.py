"""Who may see and change which entries of the directory?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from router.core.access import Permission, Reach, reach_of
from router.core.admin_log import ActKind
from router.core.directory import Directory, Entry, EntryKind, Place
from router.core.key import VirtualKey
from router.services.administer import Actor, Administer, Asked, NotThere
from router.services.keep_directory import KeepDirectory

__all__ = ["AdministerDirectory", "entry_told"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministerDirectory:
    """Each act on the directory, written down."""

    keep: KeepDirectory
    administer: Administer

    async def put(
        self, by: VirtualKey, entry: Entry, *, is_archived: bool = False
    ) -> tuple[Entry, bool]:
        """Enter something, or put it in the place of what had its kind and id; whether it is new.

        Raises:
            InvalidRequest: it does not fit the others.
        """
        before = (await self.keep.now()).entries.get(entry.place)
        old = None if before is None else entry_told(before)
        if is_archived:
            since = None if before is None else before.archived_at
            entry = replace(entry, archived_at=since or self.administer.clock.now())
        asked = {"asked": entry_told(entry), "before": old}
        await self.administer(
            _asked(by, ActKind.DIRECTORY_PUT, place=entry.place, detail=asked),
            lambda: self.keep.put([entry]),
            told=lambda _: {},
        )
        return await self.keep.get(entry.kind, entry.id), before is None

    async def remove(self, by: VirtualKey, place: Place) -> Entry:
        """Remove an entry; gives what it was.

        Raises:
            NotThere: there is none.
            InvalidRequest: others belong to it.
        """
        await self.get(by, place)
        return await self.administer(
            _asked(by, ActKind.DIRECTORY_REMOVE, place=place, detail={}),
            lambda: self.keep.remove(place),
            told=lambda entry: {"before": entry_told(entry)},
        )

    async def visible(self, by: VirtualKey, kind: EntryKind | None = None) -> Sequence[Entry]:
        """The entries that `by` may see: all, or one's own team and what belongs to it."""
        directory = await self.keep.now()
        if reach_of(by, Permission.READ_DIRECTORY) is Reach.ALL:
            return directory.listed(kind)
        within = _team(directory, by.team)
        return [entry for entry in directory.listed(kind) if entry.place in within]

    async def get(self, by: VirtualKey, place: Place) -> Entry:
        """An entry that `by` may see.

        Raises:
            NotThere: there is none, or not for `by`.
        """
        for entry in await self.visible(by, place.kind):
            if entry.place == place:
                return entry
        raise NotThere(
            f"There is no {place} in the directory that you may see. "
            "GET /v1/admin/directory lists those.",
            param="id",
        )


def entry_told(entry: Entry) -> dict[str, object]:
    """An entry as plain JSON."""
    parent = entry.parent
    return {
        "kind": entry.kind.value,
        "id": entry.id,
        "name": entry.name,
        "parent": None if parent is None else {"kind": parent.kind.value, "id": parent.id},
        "cost_centre": entry.cost_centre,
        "archived_at": entry.archived_at.isoformat() if entry.archived_at else None,
    }


def _asked(by: VirtualKey, kind: ActKind, *, place: Place, detail: Mapping[str, object]) -> Asked:
    return Asked(actor=Actor.of(by), kind=kind, subject=f"{place.kind}:{place.id}", detail=detail)


def _team(directory: Directory, team: str | None) -> set[Place]:
    """The team and all below it."""
    found: set[Place] = set()
    ahead = [] if team is None else [Place(EntryKind.TEAM, team)]
    while ahead:
        place = ahead.pop()
        if place not in found:
            found.add(place)
            ahead.extend(entry.place for entry in directory.below(place))
    return found
