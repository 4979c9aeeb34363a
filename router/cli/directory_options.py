"""Which options do the commands on the directory share?"""

from typing import Annotated

import typer

from router.core.directory import EntryKind, Place
from router.core.errors import InvalidRequest

__all__ = [
    "CostCentreOption",
    "DepartmentOption",
    "IdArgument",
    "JsonOption",
    "NameOption",
    "NothingOption",
    "OrganisationOption",
    "ProjectOption",
    "TeamOption",
    "new_parent",
    "parent_of",
]

IdArgument = Annotated[str, typer.Argument(help="The name that keys and requests use.")]
OrganisationOption = Annotated[
    str | None, typer.Option("--organisation", help="The organisation that it belongs to.")
]
DepartmentOption = Annotated[
    str | None, typer.Option("--department", help="The department that it belongs to.")
]
TeamOption = Annotated[str | None, typer.Option("--team", help="The team that it belongs to.")]
ProjectOption = Annotated[
    str | None, typer.Option("--project", help="The project that it belongs to.")
]
NothingOption = Annotated[bool, typer.Option("--nothing", help="It belongs to nothing.")]
NameOption = Annotated[
    str | None, typer.Option("--name", help="What people call it, where that is not its id.")
]
CostCentreOption = Annotated[
    str | None, typer.Option("--cost-centre", help="Who pays; else as for what it belongs to.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def parent_of(
    *,
    organisation: str | None = None,
    department: str | None = None,
    team: str | None = None,
    project: str | None = None,
) -> Place | None:
    """What it belongs to: the one that was named.

    Raises:
        InvalidRequest: more than one was named.
    """
    given = {
        EntryKind.ORGANISATION: organisation,
        EntryKind.DEPARTMENT: department,
        EntryKind.TEAM: team,
        EntryKind.PROJECT: project,
    }
    named = [Place(kind, id) for kind, id in given.items() if id is not None]
    if len(named) > 1:
        raise InvalidRequest(
            f"It can belong to one thing only, and you named {' and '.join(map(str, named))}. "
            "Name the nearest: what stands above that is known."
        )
    return named[0] if named else None


def new_parent(named: Place | None, *, is_nothing: bool) -> Place | None:
    """What something is moved to.

    Raises:
        InvalidRequest: neither a place nor `--nothing` was given, or both.
    """
    if is_nothing == (named is not None):
        raise InvalidRequest(
            "Write what it belongs to from now on, such as --department research, or --nothing."
        )
    return named
