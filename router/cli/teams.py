"""`tierwise teams`: the teams of the directory, the short way."""

import typer

from router.cli.directory_acts import enter, move_to, show_kind, show_place
from router.cli.directory_options import (
    CostCentreOption,
    DepartmentOption,
    IdArgument,
    JsonOption,
    NameOption,
    NothingOption,
    OrganisationOption,
    new_parent,
    parent_of,
)
from router.cli.options import DatabaseOption
from router.core.directory import Entry, EntryKind, Place

__all__ = ["teams"]

teams = typer.Typer(help="Teams of the directory: add, list, show, move.", no_args_is_help=True)


@teams.command()
def add(
    id: IdArgument,
    *,
    name: NameOption = None,
    organisation: OrganisationOption = None,
    department: DepartmentOption = None,
    cost_centre: CostCentreOption = None,
    database: DatabaseOption = None,
) -> None:
    """Enter a new team."""
    parent = parent_of(organisation=organisation, department=department)
    team = Entry(
        kind=EntryKind.TEAM, id=id, name=name or "", parent=parent, cost_centre=cost_centre
    )
    enter(team, database)


@teams.command("list")
def show_all(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """List all teams."""
    show_kind(EntryKind.TEAM, as_json=as_json, database=database)


@teams.command()
def show(id: IdArgument, *, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """Show a team, what it belongs to and what belongs to it."""
    show_place(Place(EntryKind.TEAM, id), as_json=as_json, database=database)


@teams.command()
def move(
    id: IdArgument,
    *,
    organisation: OrganisationOption = None,
    department: DepartmentOption = None,
    nothing: NothingOption = False,
    database: DatabaseOption = None,
) -> None:
    """Let a team, and all below it, belong to another part; what is booked stays."""
    named = parent_of(organisation=organisation, department=department)
    parent = new_parent(named, is_nothing=nothing)
    move_to(Place(EntryKind.TEAM, id), parent, database=database)
