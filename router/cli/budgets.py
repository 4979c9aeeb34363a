"""`tierwise budgets`: set, list, show, increase and remove budgets."""

import json
from datetime import UTC, datetime
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
from router.cli.limit_words import (
    BUDGET_COLUMNS,
    budget_cells,
    budget_lines,
    limit_json,
    without_ranks,
)
from router.cli.options import DatabaseOption
from router.cli.wide_table import show_table
from router.core.period import Per
from router.core.stored_limit import LimitKind, LimitName

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from router.bootstrap import Desk
    from router.services.show_limits import LimitStanding

__all__ = ["budgets"]

_SOON = "Running services follow within a second."

budgets = typer.Typer(help="Budgets: set, list, show, increase, remove.", no_args_is_help=True)
_Id = Annotated[str, typer.Argument(help="The budget's id, as `budgets list` shows it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


_Window = Annotated[str | None, typer.Option(help="Or in any time of this length: 24h, 30d, 4w.")]
_Timezone = Annotated[
    str | None, typer.Option(help="Whose midnight counts: Europe/Berlin. Else UTC.")
]
_StartsOn = Annotated[
    int | None, typer.Option(help="Day on which fiscal months begin; 31 is the last.")
]
_StartsIn = Annotated[int | None, typer.Option(help="A month in which quarters or years begin.")]
_CarryOver = Annotated[
    str | None, typer.Option(help="Carry over at most this of what a period left.")
]


@budgets.command("set")
def put(
    context: typer.Context,
    *,
    id: Annotated[str, typer.Argument(help="Its id: small letters, digits, - and _.")],
    limit_usd: Annotated[str | None, typer.Option(help="What may be spent, in USD.")] = None,
    per: Annotated[Per | None, typer.Option(help="In which period.")] = None,
    window: _Window = None,
    timezone: _Timezone = None,
    starts_on: _StartsOn = None,
    starts_in: _StartsIn = None,
    carry_over_usd: _CarryOver = None,
    hard: Annotated[
        bool | None,
        typer.Option("--hard/--soft", help="Refuse what does not fit, or only watch. Else hard."),
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
    """Set a budget. What is not written stays as it is, where the budget is there already."""
    name = LimitName(LimitKind.BUDGET, id)
    written = written_of(context)
    changed = at_desk(database, lambda desk: desk.limits.amend(name, written), may_create=True)
    typer.echo(f"{id} is {'set' if changed.before is None else 'changed'}. {_SOON}")


@budgets.command("list")
def show_all(*, as_json: _Json = False, database: DatabaseOption = None) -> None:
    """List all budgets that were set, with what is spent and held of each."""
    found = without_ranks(at_desk(database, _standings))
    if as_json:
        print(json.dumps([limit_json(one, is_told=told) for one, told in found], indent=2))
    else:
        show_table(BUDGET_COLUMNS, [budget_cells(one, is_told=told) for one, told in found])


@budgets.command()
def show(*, id: _Id, as_json: _Json = False, database: DatabaseOption = None) -> None:
    """Show one budget: how it stands, what it limits, and its increases."""
    (found,) = at_desk(database, lambda desk: _standings(desk, id))
    print(json.dumps(limit_json(found), indent=2) if as_json else "\n".join(budget_lines(found)))


@budgets.command()
def increase(
    *,
    id: _Id,
    amount_usd: Annotated[str, typer.Argument(help="How much more may be spent, in USD.")],
    until: Annotated[
        str, typer.Option(help="For how long: 7d; or until when: 2026-12-01T00:00+01:00.")
    ],
    why: Annotated[str, typer.Option(help="The reason, for those who look later.")],
    since: Annotated[
        str | None, typer.Option(help="From when on: 2026-11-25T00:00+01:00. Else from now on.")
    ] = None,
    author: Annotated[
        str | None, typer.Option(help="Who; else git's user.name, else the user of this machine.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Permit more of a budget for a time; afterwards its limit is the old one again."""
    from router.cli.policy.author import author_of
    from router.settings import Settings

    by = author_of(author, environment=Settings.load(database=database).environment)
    now, usd = datetime.now(UTC), _usd(amount_usd)
    end, begin = _moment(until, now=now), _moment(since, now=now) if since else None
    at_desk(
        database,
        lambda desk: desk.limits.increase(id, usd, until=end, since=begin, by=by, why=why),
    )
    typer.echo(f"{id} has {usd} USD more until {end:%Y-%m-%d %H:%M %Z}. {_SOON}")


@budgets.command()
def remove(*, id: _Id, database: DatabaseOption = None) -> None:
    """Remove a budget; what was spent stays in the ledger."""
    at_desk(database, lambda desk: desk.limits.remove(LimitName(LimitKind.BUDGET, id)))
    typer.echo(f"{id} is removed. {_SOON}")


async def _standings(desk: "Desk", budget_id: str | None = None) -> "Sequence[LimitStanding]":
    """How all budgets stand, or the one with this id."""
    if budget_id is not None:
        await desk.limits.find(LimitName(LimitKind.BUDGET, budget_id))
    accounts = await desk.limits.accounts(LimitKind.BUDGET)
    return await desk.show_limits([one for one in accounts if budget_id in (None, one.limit.id)])


def _usd(text: str) -> "Decimal":
    from decimal import Decimal, InvalidOperation

    from router.core.errors import InvalidRequest

    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidRequest(f"{text!r} is no amount. Write one such as 50 or 12.50.") from None


def _moment(text: str, *, now: datetime) -> datetime:
    from router.core.errors import InvalidRequest
    from router.services.report_spend import parse_duration

    try:
        return now + parse_duration(text)
    except InvalidRequest:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidRequest(
            f"{text!r} is no moment. Write a duration such as 7d, or a date and time with its "
            "zone such as 2026-12-01T00:00+01:00."
        )
    return moment
