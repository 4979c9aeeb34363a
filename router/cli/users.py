"""`tierwise users`: the people of the directory, the short way."""

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
    TeamOption,
    new_parent,
    parent_of,
)
from router.cli.options import DatabaseOption
from router.core.directory import Entry, EntryKind, Place

__all__ = ["users"]

users = typer.Typer(help="Users of the directory: add, list, show, move.", no_args_is_help=True)


@users.command()
def add(
    id: IdArgument,
    *,
    name: NameOption = None,
    organisation: OrganisationOption = None,
    department: DepartmentOption = None,
    team: TeamOption = None,
    cost_centre: CostCentreOption = None,
    database: DatabaseOption = None,
) -> None:
    """Enter a new user."""
    parent = parent_of(organisation=organisation, department=department, team=team)
    user = Entry(
        kind=EntryKind.USER, id=id, name=name or "", parent=parent, cost_centre=cost_centre
    )
    enter(user, database)


@users.command("list")
def show_all(*, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """List all users."""
    show_kind(EntryKind.USER, as_json=as_json, database=database)


@users.command()
def show(id: IdArgument, *, as_json: JsonOption = False, database: DatabaseOption = None) -> None:
    """Show a user and what the user belongs to."""
    show_place(Place(EntryKind.USER, id), as_json=as_json, database=database)


@users.command()
def move(
    id: IdArgument,
    *,
    organisation: OrganisationOption = None,
    department: DepartmentOption = None,
    team: TeamOption = None,
    nothing: NothingOption = False,
    database: DatabaseOption = None,
) -> None:
    """Let a user belong to another team or part from now on; what is booked stays."""
    named = parent_of(organisation=organisation, department=department, team=team)
    parent = new_parent(named, is_nothing=nothing)
    move_to(Place(EntryKind.USER, id), parent, database=database)
