"""How do entries of the directory become rows of plain values, and entries again?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from router.core.directory import Directory, Entry, EntryKind, Place
from router.core.moments import from_micros, to_micros

__all__ = ["DirectoryRow", "entry_from_row", "entry_to_row", "gone", "written"]


class DirectoryRow(NamedTuple):
    """The columns of `directory_entry`, in order."""

    kind: str
    id: str
    name: str
    parent_kind: str | None
    parent_id: str | None
    cost_centre: str | None
    archived_at_us: int | None


def entry_to_row(entry: Entry) -> DirectoryRow:
    """The row that any store can keep; the directory takes printable names only."""
    parent = entry.parent
    return DirectoryRow(
        kind=entry.kind.value,
        id=entry.id,
        name=entry.name,
        parent_kind=None if parent is None else parent.kind.value,
        parent_id=None if parent is None else parent.id,
        cost_centre=entry.cost_centre,
        archived_at_us=None if entry.archived_at is None else to_micros(entry.archived_at),
    )


def entry_from_row(row: Sequence[Any]) -> Entry:
    """The entry that was kept."""
    r = DirectoryRow._make(row)
    return Entry(
        kind=EntryKind(r.kind),
        id=r.id,
        name=r.name,
        parent=_place(r.parent_kind, r.parent_id),
        cost_centre=r.cost_centre,
        archived_at=None if r.archived_at_us is None else from_micros(r.archived_at_us),
    )


def gone(before: Directory, after: Directory) -> list[tuple[str, str]]:
    """Kinds and ids of the rows to delete."""
    return [(kind.value, id) for kind, id in before.entries if (kind, id) not in after.entries]


def written(before: Directory, after: Directory) -> list[DirectoryRow]:
    """The rows to write: of entries that are new or that differ."""
    return [
        entry_to_row(entry)
        for place, entry in after.entries.items()
        if before.entries.get(place) != entry
    ]


def _place(kind: str | None, id: str | None) -> Place | None:
    return None if kind is None or id is None else Place(EntryKind(kind), id)
