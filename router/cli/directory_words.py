"""How is the directory shown to people, and to programs?"""

import json
from collections.abc import Iterator, Mapping, Sequence

from router.cli.wide_table import show_table
from router.core.directory import Directory, Entry, EntryKind, Place

__all__ = ["show_entries", "show_entry"]


def show_entries(found: Directory, kind: EntryKind | None, *, as_json: bool) -> None:
    """Print all entries, or those of one kind."""
    entries = found.listed(kind)
    if as_json:
        from router.services.administer_directory import entry_told

        _print_json([entry_told(entry) for entry in entries])
        return
    columns = ("id", "name", "belongs to", "cost centre", "state")
    rows = (_row(entry, found) for entry in entries)
    if kind is not None:
        show_table(columns, rows)
        return
    kinds = (entry.kind.words for entry in entries)
    show_table(("kind", *columns), ((word, *row) for word, row in zip(kinds, rows, strict=True)))


def show_entry(found: Directory, place: Place, *, as_json: bool) -> None:
    """Print one entry, with what it belongs to and what belongs to it.

    Raises:
        InvalidRequest: it is not there.
    """
    entry = found.the(place)
    below = list(found.below(entry.place))
    if as_json:
        from router.services.administer_directory import entry_told

        _print_json({**entry_told(entry), "below": [_place_json(one.place) for one in below]})
        return
    _, name, above, payer, state = _row(entry, found)
    lines = (
        (entry.kind.words, entry.id),
        ("name", name),
        ("belongs to", above),
        ("cost centre", payer),
        ("state", state),
    )
    for label, value in (*lines, *_below(below)):
        if value:
            print(f"{label:<16}  {value}")


def _row(entry: Entry, found: Directory) -> tuple[str, ...]:
    above = " / ".join(place.id for place in reversed(list(_above(entry, found))))
    state = f"archived {entry.archived_at:%F}" if entry.archived_at else ""
    return entry.id, entry.name, above, _payer(entry, found), state


def _above(entry: Entry, found: Directory) -> Iterator[Place]:
    place = entry.parent
    while place is not None:
        yield place
        parent = found.entries.get(place)
        place = parent.parent if parent else None


def _payer(entry: Entry, found: Directory) -> str:
    if entry.cost_centre is not None:
        return entry.cost_centre
    for place in _above(entry, found):
        parent = found.entries.get(place)
        if parent is not None and parent.cost_centre is not None:
            return f"{parent.cost_centre} (as {place})"
    return ""


def _below(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    for kind in EntryKind:
        if ids := ", ".join(entry.id for entry in entries if entry.kind is kind):
            yield f"{kind.words}s", ids


def _place_json(place: Place) -> Mapping[str, object]:
    return {"kind": place.kind.value, "id": place.id}


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))
