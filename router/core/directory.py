"""Who belongs to whom: organisation, department, team, project and user, and who pays for them?

Names that are in no directory stay usable: requests are booked under them, and that is all that is
known of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from typing_extensions import override

from router.core.errors import InvalidRequest

__all__ = ["EMPTY", "UNASSIGNED", "Directory", "Entry", "EntryKind", "Line", "Place"]

UNASSIGNED = "unassigned"
"""The name under which spend is booked that neither key nor request attributes."""

_LONGEST = 256


class EntryKind(StrEnum):
    """What stands in a directory; those above others come first."""

    ORGANISATION = "organisation"
    COST_CENTRE = "cost_centre"
    DEPARTMENT = "department"
    TEAM = "team"
    PROJECT = "project"
    USER = "user"
    SERVICE_ACCOUNT = "service_account"
    """A program with keys of its own."""

    @property
    def words(self) -> str:
        """As people write it."""
        return self.value.replace("_", " ")


_CHAIN = (EntryKind.ORGANISATION, EntryKind.DEPARTMENT, EntryKind.TEAM, EntryKind.PROJECT)
_ABOVE: Mapping[EntryKind, tuple[EntryKind, ...]] = {
    EntryKind.ORGANISATION: (),
    EntryKind.COST_CENTRE: _CHAIN[:1],
    EntryKind.DEPARTMENT: _CHAIN[:1],
    EntryKind.TEAM: _CHAIN[:2],
    EntryKind.PROJECT: _CHAIN[:3],
    EntryKind.USER: _CHAIN,
    EntryKind.SERVICE_ACCOUNT: _CHAIN,
}
"""What an entry may belong to: always a kind above its own, so nothing can belong to itself."""
_ORDER = {kind: place for place, kind in enumerate(EntryKind)}


class Place(NamedTuple):
    """Which entry is meant."""

    kind: EntryKind
    id: str

    @override
    def __str__(self) -> str:
        return f"{self.kind.words} {self.id!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One organisation, team, person and so on."""

    kind: EntryKind
    id: str
    """The name that keys, requests, budgets and reports use."""
    name: str = ""
    """What people call it, where that is not its id."""
    parent: Place | None = None
    """What it belongs to."""
    cost_centre: str | None = None
    """Who pays; None: as for what it belongs to."""
    archived_at: datetime | None = None
    """It stays in the books, and nothing new may belong to it."""

    @property
    def place(self) -> Place:
        """Its kind and id."""
        return Place(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Line:
    """What stands above a name, with the name itself."""

    organisation: str | None = None
    department: str | None = None
    team: str | None = None
    cost_centre: str | None = None
    """The nearest one."""
    has_own_cost_centre: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """All entries at one moment; every request asks it, so lines are drawn beforehand."""

    entries: Mapping[Place, Entry] = field(default_factory=dict)
    """Those above others first."""
    teams: Mapping[str, Line] = field(default_factory=dict, repr=False)
    projects: Mapping[str, Line] = field(default_factory=dict, repr=False)
    users: Mapping[str, Line] = field(default_factory=dict, repr=False)
    service_accounts: Mapping[str, Line] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Directory":
        """The directory that consists of these."""
        by_place = {entry.place: entry for entry in sorted(entries, key=_in_order)}
        lines: dict[EntryKind, dict[str, Line]] = {kind: {} for kind in EntryKind}
        for (kind, id), entry in by_place.items():
            parent = entry.parent
            above = Line() if parent is None else lines[parent.kind].get(parent.id, Line())
            lines[kind][id] = _line(entry, above)
        return cls(
            entries=by_place,
            teams=lines[EntryKind.TEAM],
            projects=lines[EntryKind.PROJECT],
            users=lines[EntryKind.USER],
            service_accounts=lines[EntryKind.SERVICE_ACCOUNT],
        )

    def the(self, place: Place) -> Entry:
        """The entry at a place.

        Raises:
            InvalidRequest: there is none.
        """
        entry = self.entries.get(place)
        if entry is None:
            raise InvalidRequest(
                f"There is no {place} in the directory. "
                f"'tierwise directory list {place.kind.value}' shows all.",
                param="id",
            )
        return entry

    def listed(self, kind: EntryKind | None = None) -> Sequence[Entry]:
        """All entries, or those of one kind; those above others first, then by id."""
        return [entry for entry in self.entries.values() if kind in (None, entry.kind)]

    def below(self, place: Place) -> Iterator[Entry]:
        """What belongs to an entry at once, or is paid by it."""
        is_payer = place.kind is EntryKind.COST_CENTRE
        for entry in self.entries.values():
            if entry.parent == place or (is_payer and entry.cost_centre == place.id):
                yield entry

    def with_entries(self, entries: Sequence[Entry]) -> "Directory":
        """The directory with these added, or in the place of those with the same kind and id.

        Raises:
            InvalidRequest: an entry does not fit the others.
        """
        changed = Directory.of([*self.entries.values(), *entries])
        for entry in entries:
            _check(entry, changed, before=self.entries.get(entry.place))
        return changed

    def without(self, place: Place) -> "Directory":
        """The directory without an entry.

        Raises:
            InvalidRequest: it is not there, or others belong to it.
        """
        self.the(place)
        held = [str(entry.place) for entry in self.below(place)]
        if held:
            rest = f" and {len(held) - 3} more" if len(held) > 3 else ""
            raise InvalidRequest(
                f"The {place} cannot be removed. These belong to it or are paid by it: "
                f"{', '.join(held[:3])}{rest}. Move them first, or archive it instead."
            )
        return Directory.of(entry for entry in self.entries.values() if entry.place != place)


EMPTY = Directory()


def _in_order(entry: Entry) -> tuple[int, str]:
    return _ORDER[entry.kind], entry.id


def _line(entry: Entry, above: Line) -> Line:
    own = entry.cost_centre is not None
    line = replace(
        above,
        cost_centre=entry.cost_centre if own else above.cost_centre,
        has_own_cost_centre=own,
    )
    if entry.kind is EntryKind.ORGANISATION:
        return replace(line, organisation=entry.id)
    if entry.kind is EntryKind.DEPARTMENT:
        return replace(line, department=entry.id)
    return replace(line, team=entry.id) if entry.kind is EntryKind.TEAM else line


def _check(entry: Entry, others: Directory, *, before: Entry | None) -> None:
    for param, text in (("id", entry.id), ("name", entry.name or "-")):
        is_clean = text.isprintable() and text == text.strip()
        if not is_clean or not 1 <= len(text) <= _LONGEST:
            raise InvalidRequest(
                f"The {param} of a {entry.kind.words} is 1 to {_LONGEST} printable characters "
                "without spaces around them.",
                param=param,
            )
    if entry.id == UNASSIGNED:
        raise InvalidRequest(
            f"'{UNASSIGNED}' stands for spend that nobody is named for. Choose another id.",
            param="id",
        )
    if entry.parent is not None and (before is None or before.parent != entry.parent):
        _check_parent(entry, entry.parent, others=others)
    if entry.cost_centre is not None:
        _check_payer(entry, Place(EntryKind.COST_CENTRE, entry.cost_centre), others=others)


def _check_parent(entry: Entry, parent: Place, *, others: Directory) -> None:
    above = _ABOVE[entry.kind]
    if parent.kind not in above:
        kinds = ", ".join(kind.words for kind in above)
        may = f"It belongs to one of: {kinds}." if above else "It stands above all others."
        raise InvalidRequest(
            f"A {entry.kind.words} cannot belong to a {parent.kind.words}. {may}", param="parent"
        )
    found = others.entries.get(parent)
    if found is None:
        raise InvalidRequest(
            f"There is no {parent} in the directory. Add it first.", param="parent"
        )
    if found.archived_at is not None:
        raise InvalidRequest(
            f"The {parent} is archived: nothing new may belong to it. Name another, or restore it.",
            param="parent",
        )


def _check_payer(entry: Entry, payer: Place, *, others: Directory) -> None:
    if entry.kind is EntryKind.COST_CENTRE:
        raise InvalidRequest("A cost centre pays for itself.", param="cost_centre")
    if payer not in others.entries:
        raise InvalidRequest(
            f"There is no {payer} in the directory. Add it first.", param="cost_centre"
        )
