"""`tierwise quotas`: set, list and remove quotas."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.limit_options import (
    ContactOption,
    CostCentreOption,
    DepartmentOption,
    DeploymentOption,
    EnvironmentOption,
    KeyOption,
    OrganisationOption,
    ProjectOption,
    ServiceAccountOption,
    TagOption,
    TeamOption,
    TierOption,
    UserOption,
    written_of,
)
from router.cli.limit_words import QUOTA_COLUMNS, limit_json, quota_cells, without_ranks
from router.cli.options import DatabaseOption
from router.cli.wide_table import show_table
from router.core.quota import QuotaPer
from router.core.stored_limit import LimitKind, LimitName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from router.bootstrap import Desk
    from router.services.show_limits import LimitStanding

__all__ = ["quotas"]

_SOON = "Running services follow within a second."

quotas = typer.Typer(help="Quotas on requests and tokens: set, list, remove.", no_args_is_help=True)


@quotas.command("set")
def put(
    context: typer.Context,
    *,
    id: Annotated[str, typer.Argument(help="Its id: small letters, digits, - and _.")],
    limit: Annotated[int | None, typer.Option(help="The most in any such time.")] = None,
    unit: Annotated[
        str | None, typer.Option(help="requests, tokens, or concurrent: requests at once.")
    ] = None,
    per: Annotated[
        QuotaPer | None, typer.Option(help="In which time; concurrent has none.")
    ] = None,
    contact: ContactOption = None,
    organisation: OrganisationOption = None,
    department: DepartmentOption = None,
    team: TeamOption = None,
    project: ProjectOption = None,
    cost_centre: CostCentreOption = None,
    user: UserOption = None,
    service_account: ServiceAccountOption = None,
    key: KeyOption = None,
    environment: EnvironmentOption = None,
    tag: TagOption = None,
    deployment: DeploymentOption = None,
    tier: TierOption = None,
    database: DatabaseOption = None,
) -> None:
    """Set a quota. What is not written stays as it is, where the quota is there already."""
    name = LimitName(LimitKind.QUOTA, id)
    written = written_of(context)
    changed = at_desk(database, lambda desk: desk.limits.amend(name, written), may_create=True)
    typer.echo(f"{id} is {'set' if changed.before is None else 'changed'}. {_SOON}")


@quotas.command("list")
def show_all(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    database: DatabaseOption = None,
) -> None:
    """List all quotas, with what is used of each now."""
    found = without_ranks(at_desk(database, _standings))
    if as_json:
        print(json.dumps([limit_json(one, is_told=told) for one, told in found], indent=2))
    else:
        show_table(QUOTA_COLUMNS, [quota_cells(one, is_told=told) for one, told in found])


@quotas.command()
def remove(
    *,
    id: Annotated[str, typer.Argument(help="The quota's id, as `quotas list` shows it.")],
    database: DatabaseOption = None,
) -> None:
    """Remove a quota."""
    at_desk(database, lambda desk: desk.limits.remove(LimitName(LimitKind.QUOTA, id)))
    typer.echo(f"{id} is removed. {_SOON}")


async def _standings(desk: "Desk") -> "Sequence[LimitStanding]":
    return await desk.show_limits(await desk.limits.accounts(LimitKind.QUOTA))
