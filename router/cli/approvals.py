"""`tierwise approvals`: ask, list, show, approve, deny, withdraw, delegate."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.approval_words import (
    APPROVAL_COLUMNS,
    DELEGATION_COLUMNS,
    approval_cells,
    approval_lines,
    delegation_cells,
)
from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.cli.wide_table import show_table
from router.core.approvals.approval import ApprovalState, Reach, Verdict

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from router.bootstrap import Desk
    from router.core.approvals.delegation import Delegation
    from router.core.approvals.life import Ballot
    from router.services.show_approvals import SeenApproval

__all__ = ["approvals"]

approvals = typer.Typer(
    help="Approvals: ask, list, show, approve, deny, withdraw, delegate.", no_args_is_help=True
)
_Id = Annotated[str, typer.Argument(help="The approval's id, as `approvals list` shows it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_Reason = Annotated[str, typer.Option(help="Why it is needed: approvers read it.")]


@approvals.command()
def ask(
    *,
    id: Annotated[str, typer.Argument(help="What the refusal named: `apr_…` or `dec_…`.")],
    reason: _Reason,
    usd: Annotated[str, typer.Option(help="How much is asked for, in USD.")],
    hours: Annotated[int, typer.Option(help="For how many hours.")] = 24,
    requests: Annotated[int | None, typer.Option(help="For so many requests. Else any.")] = None,
    reach: Annotated[Reach, typer.Option(help="Whose requests it is for.")] = Reach.KEY,
    as_json: _Json = False,
    database: DatabaseOption = None,
) -> None:
    """Ask for approval of what was refused."""
    from router.services.ask_approval import Wanted

    wanted = Wanted(
        id=id, reason=reason, usd=_usd(usd), hours=hours, requests=requests, reach=reach
    )

    async def work(desk: "Desk") -> "SeenApproval":
        asked = await desk.approving.ask(desk.by, wanted)
        return await desk.approving.show.get(desk.by, asked.result.id)

    _show(at_desk(database, work), as_json=as_json)


@approvals.command("list")
def show_all(
    *,
    state: Annotated[
        list[ApprovalState] | None, typer.Option(help="Only these; may be given often.")
    ] = None,
    most: Annotated[int, typer.Option(help="No more than so many.", min=1)] = 100,
    as_json: _Json = False,
    database: DatabaseOption = None,
) -> None:
    """List approvals, newest first."""
    from router.api.approval_json import approval_json

    found = at_desk(
        database, lambda desk: desk.approving.show.visible(desk.by, states=state or (), most=most)
    )
    if as_json:
        print(json.dumps([approval_json(one) for one in found], indent=2))
    else:
        show_table(APPROVAL_COLUMNS, [approval_cells(one) for one in found])


@approvals.command()
def show(*, id: _Id, as_json: _Json = False, database: DatabaseOption = None) -> None:
    """Show one approval: what was asked for, why, and who said what."""
    _show(at_desk(database, lambda desk: desk.approving.show.get(desk.by, id)), as_json=as_json)


@approvals.command()
def approve(
    *,
    id: _Id,
    usd: Annotated[str | None, typer.Option(help="Approve no more than this. Else all.")] = None,
    hours: Annotated[int | None, typer.Option(help="For no longer than this. Else all.")] = None,
    requests: Annotated[int | None, typer.Option(help="For no more requests than this.")] = None,
    message: Annotated[str, typer.Option(help="What whoever asked is told.")] = "",
    as_json: _Json = False,
    database: DatabaseOption = None,
) -> None:
    """Approve all that was asked for, or less. Running services follow within a second."""
    from router.core.approvals.life import Ballot

    ballot = Ballot(
        verdict=Verdict.APPROVE,
        limit_usd=None if usd is None else _usd(usd),
        hours=hours,
        most_requests=requests,
        message=message,
    )
    _vote(id, ballot, database=database, as_json=as_json)


@approvals.command()
def deny(
    *,
    id: _Id,
    message: Annotated[str, typer.Option(help="Why: whoever asked is told.")],
    as_json: _Json = False,
    database: DatabaseOption = None,
) -> None:
    """Deny it."""
    from router.core.approvals.life import Ballot

    ballot = Ballot(verdict=Verdict.DENY, message=message)
    _vote(id, ballot, database=database, as_json=as_json)


@approvals.command()
def withdraw(*, id: _Id, database: DatabaseOption = None) -> None:
    """Take back what you asked for."""
    at_desk(database, lambda desk: desk.approving.ask.withdraw(desk.by, id))
    typer.echo(f"{id} is withdrawn.")


@approvals.command()
def delegate(
    *,
    to: Annotated[str, typer.Argument(help="A user, or the id of a key without one.")],
    lasts: Annotated[str, typer.Option("--for", help="For how long: 12h, 7d, 2w.")],
    database: DatabaseOption = None,
) -> None:
    """Let somebody else decide in your place for a time."""
    from router.services.report_spend import parse_duration

    length = parse_duration(lasts)

    async def work(desk: "Desk") -> "Delegation":
        until = desk.clock.now() + length
        return await desk.approving.delegate.delegate(desk.by, to=to, until=until)

    made = at_desk(database, work)
    typer.echo(f"{made.id}: {made.to} may decide until {made.until:%Y-%m-%d %H:%M} UTC.")


@approvals.command()
def delegations(*, as_json: _Json = False, database: DatabaseOption = None) -> None:
    """List who decides in whose place."""
    from router.api.approval_json import delegation_json

    found = at_desk(database, lambda desk: desk.approving.delegate.visible(desk.by))
    if as_json:
        print(json.dumps([delegation_json(one) for one in found], indent=2))
    else:
        show_table(DELEGATION_COLUMNS, [delegation_cells(one) for one in found])


@approvals.command()
def undelegate(
    *,
    id: Annotated[str, typer.Argument(help="The delegation's id.")],
    database: DatabaseOption = None,
) -> None:
    """End a delegation before its time."""
    at_desk(database, lambda desk: desk.approving.delegate.revoke(desk.by, id))
    typer.echo(f"{id} has ended.")


def _vote(id: str, ballot: "Ballot", *, database: "Path | None", as_json: bool) -> None:
    async def work(desk: "Desk") -> "SeenApproval":
        await desk.approving.decide(desk.by, id, ballot=ballot)
        return await desk.approving.show.get(desk.by, id)

    _show(at_desk(database, work), as_json=as_json)


def _show(seen: "SeenApproval", *, as_json: bool) -> None:
    from router.api.approval_json import approval_json

    told = json.dumps(approval_json(seen), indent=2) if as_json else "\n".join(approval_lines(seen))
    print(told)


def _usd(text: str) -> "Decimal":
    from decimal import Decimal, InvalidOperation

    from router.core.errors import InvalidRequest

    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidRequest(f"{text!r} is no amount. Write one such as 50 or 12.50.") from None
