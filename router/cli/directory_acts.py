"""What do several commands do to the directory?"""

from pathlib import Path

import typer

from router.cli.desk import at_desk
from router.cli.directory_words import show_entries, show_entry
from router.core.directory import Entry, EntryKind, Place

__all__ = ["enter", "move_to", "show_kind", "show_place"]


def enter(entry: Entry, database: Path | None) -> None:
    """Enter something new, and say so."""
    at_desk(database, lambda desk: desk.directory.add(entry), may_create=True)
    typer.echo(f"The {entry.place} is in the directory.")


def move_to(place: Place, parent: Place | None, *, database: Path | None) -> None:
    """Let it belong to another, and say so."""
    at_desk(database, lambda desk: desk.directory.move(place, parent))
    typer.echo(f"The {place} belongs to {f'the {parent}' if parent else 'nothing'}.")


def show_kind(kind: EntryKind | None, *, as_json: bool, database: Path | None) -> None:
    """Print all entries, or those of one kind."""
    found = at_desk(database, lambda desk: desk.directory.now())
    show_entries(found, kind, as_json=as_json)


def show_place(place: Place, *, as_json: bool, database: Path | None) -> None:
    """Print one entry."""
    found = at_desk(database, lambda desk: desk.directory.now())
    show_entry(found, place, as_json=as_json)
