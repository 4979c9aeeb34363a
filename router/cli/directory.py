"""`tierwise directory`: who belongs to whom, and who pays."""

from dataclasses import replace
from typing import Annotated

import typer

from router.cli.desk import at_desk
from router.cli.directory_acts import enter, move_to, show_kind, show_place
from router.cli.directory_options import (
    CostCentreOption,
    DepartmentOption,
    IdArgument,
    JsonOption,
    NameOption,
    NothingOption,
    OrganisationOption,
    ProjectOption,
    TeamOption,
    new_parent,
    parent_of,
)
from router.cli.options import DatabaseOption
from router.core.directory import Entry, EntryKind, Place
from router.core.errors import InvalidRequest

__all__ = ["directory"]

directory = typer.Typer(
    help="Organisations, departments, teams, projects, people, programs and cost centres.",
    no_args_is_help=True,
)

_Kind = Annotated[EntryKind, typer.Argument(help="What it is.")]


@directory.command()
def add(
    kind: _Kind,
    id: IdArgument,
    *,
    name: NameOption = None,
    organisation: OrganisationOption = None,
    department: DepartmentOption = None,
    team: TeamOption = None,
    project: ProjectOption = None,
    cost_centre: CostCentreOption = None,
    database: DatabaseOption = None,
) -> None:
    """Enter something new."""
    parent = parent_of(organisation=organisation, department=department, team=team, project=project)
    entry = Entry(kind=kind, id=id, name=name or "", parent=parent, cost_centre=cost_centre)
    enter(entry, database)


@directory.command("list")
def show_all(
    kind: Annotated[EntryKind | None, typer.Argument(help="Only these; else all.")] = None,
    *,
    as_json: JsonOption = False,
    database: DatabaseOption = None,
) -> None:
    """List what is in the directory; what stands above comes first."""
    show_kind(kind, as_json=as_json, database=database)


@directory.command()
def show(
    kind: _Kind, id: IdArgument, *, as_json: JsonOption = False, database: DatabaseOption = None
) -> None:
    """Show one entry, what it belongs to and what belongs to it."""
    show_place(Place(kind, id), as_json=as_json, database=database)


@directory.command()
def move(
    kind: _Kind,
    id: IdArgument,
    *,
    organisation: OrganisationOption = None,
    department: DepartmentOption = None,
    team: TeamOption = None,
    project: ProjectOption = None,
    nothing: NothingOption = False,
    database: DatabaseOption = None,
) -> None:
    """Let it, and all below it, belong to another from now on; what is booked stays."""
    named = parent_of(organisation=organisation, department=department, team=team, project=project)
    parent = new_parent(named, is_nothing=nothing)
    move_to(Place(kind, id), parent, database=database)


@directory.command()
def change(
    kind: _Kind,
    id: IdArgument,
    *,
    name: NameOption = None,
    cost_centre: CostCentreOption = None,
    no_cost_centre: Annotated[
        bool, typer.Option("--no-cost-centre", help="Who pays for what it belongs to pays.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Change its name or who pays; what is booked stays."""
    if name is None and cost_centre is None and not no_cost_centre:
        raise InvalidRequest("Write what is to change: --name, --cost-centre or --no-cost-centre.")

    def edit(entry: Entry) -> Entry:
        payer = None if no_cost_centre else cost_centre or entry.cost_centre
        return replace(entry, name=entry.name if name is None else name, cost_centre=payer)

    place = Place(kind, id)
    at_desk(database, lambda desk: desk.directory.change(place, edit))
    typer.echo(f"The {place} is changed.")


@directory.command()
def archive(kind: _Kind, id: IdArgument, *, database: DatabaseOption = None) -> None:
    """Keep it for the books alone: nothing new may belong to it."""
    place = Place(kind, id)
    at_desk(database, lambda desk: desk.directory.archive(place))
    typer.echo(f"The {place} is archived.")


@directory.command()
def restore(kind: _Kind, id: IdArgument, *, database: DatabaseOption = None) -> None:
    """Take it back from the archive."""
    place = Place(kind, id)
    at_desk(database, lambda desk: desk.directory.restore(place))
    typer.echo(f"The {place} is restored.")


@directory.command()
def remove(kind: _Kind, id: IdArgument, *, database: DatabaseOption = None) -> None:
    """Remove it; refused while others belong to it."""
    place = Place(kind, id)
    at_desk(database, lambda desk: desk.directory.remove(place))
    typer.echo(f"The {place} is removed.")
