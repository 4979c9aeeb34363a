"""`tierwise grants`: list, show and revoke what approvers gave."""

import json
from typing import Annotated

import typer

from router.cli.approval_words import GRANT_COLUMNS, grant_cells, grant_lines
from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.cli.wide_table import show_table

__all__ = ["grants"]

grants = typer.Typer(help="Grants of approvers: list, show, revoke.", no_args_is_help=True)
_Id = Annotated[str, typer.Argument(help="The grant's id, as `grants list` shows it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@grants.command("list")
def show_all(
    *,
    most: Annotated[int, typer.Option(help="No more than so many.", min=1)] = 100,
    as_json: _Json = False,
    database: DatabaseOption = None,
) -> None:
    """List grants, newest first, with what is left of each."""
    from router.api.approval_json import grant_json

    found = at_desk(database, lambda desk: desk.approving.grants.visible(desk.by, most=most))
    if as_json:
        print(json.dumps([grant_json(one) for one in found], indent=2))
    else:
        show_table(GRANT_COLUMNS, [grant_cells(one) for one in found])


@grants.command()
def show(*, id: _Id, as_json: _Json = False, database: DatabaseOption = None) -> None:
    """Show one grant: whose requests may draw on it, and what is left."""
    from router.api.approval_json import grant_json

    found = at_desk(database, lambda desk: desk.approving.grants.get(desk.by, id))
    print(json.dumps(grant_json(found), indent=2) if as_json else "\n".join(grant_lines(found)))


@grants.command()
def revoke(
    *,
    id: _Id,
    why: Annotated[str, typer.Option(help="The reason, for the audit log.")] = "",
    database: DatabaseOption = None,
) -> None:
    """End a grant now. Calls under way keep what they hold."""
    at_desk(database, lambda desk: desk.approving.grants.revoke(desk.by, id, why=why))
    typer.echo(f"{id} has ended. Running services follow within a second.")
