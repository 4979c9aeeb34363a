"""`tierwise keys`: create, list, show, rotate and revoke virtual keys."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.key_options import (
    BudgetOption,
    BudgetPerOption,
    ClaimsOption,
    EndpointsOption,
    ModelsOption,
    NetworksOption,
    NoTextOption,
    ServiceAccountOption,
    TiersOption,
    UserOption,
    may_claim,
    own_budget,
    scope_of,
)
from router.cli.key_words import COLUMNS, lines_of, row_of
from router.cli.options import DatabaseOption
from router.cli.wide_table import show_table
from router.core.key import Role
from router.core.period import Per
from router.core.stored_limit import LimitKind, LimitName

if TYPE_CHECKING:
    from router.bootstrap import Desk
    from router.core.key import VirtualKey
    from router.services.issue_key import KeyAttributes

__all__ = ["keys"]

_NO_OVERLAP = "0"

keys = typer.Typer(help="Virtual keys: create, list, show, rotate, revoke.", no_args_is_help=True)

_KeyId = Annotated[str, typer.Argument(help="The key's id, as `keys list` shows it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    *,
    team: Annotated[str | None, typer.Option(help="The team that pays.")] = None,
    user: UserOption = None,
    project: Annotated[str | None, typer.Option(help="The project it is for.")] = None,
    service_account: ServiceAccountOption = None,
    environment: Annotated[str, typer.Option(help="dev, ci or prod.")] = "prod",
    tag: Annotated[list[str] | None, typer.Option(help="A tag; may be given often.")] = None,
    expires: Annotated[str | None, typer.Option(help="Lifetime: 24h, 90d.")] = None,
    role: Annotated[Role, typer.Option(help="What its holder may see and change.")] = Role.MEMBER,
    model: ModelsOption = None,
    tier: TiersOption = None,
    endpoint: EndpointsOption = None,
    network: NetworksOption = None,
    claims: ClaimsOption = None,
    no_text: NoTextOption = False,
    budget_usd: BudgetOption = None,
    budget_per: BudgetPerOption = Per.MONTH,
    database: DatabaseOption = None,
) -> None:
    """Create a key and print it; it cannot be shown again."""
    attributes: KeyAttributes = {
        "team": team,
        "user": user,
        "project": project,
        "service_account": service_account,
        "environment": environment,
        "tags": tuple(tag or ()),
        "may_keep_text": not no_text,
        "role": role,
        "scope": scope_of(models=model, tiers=tier, endpoints=endpoint, networks=network),
        "may_claim": may_claim(claims),
    }
    lifetime, budget = _duration(expires), own_budget(budget_usd, per=budget_per)

    make = partial(_make, attributes, name=name, lifetime=lifetime, budget=budget)
    _show_once(*at_desk(database, make, may_create=True))


@keys.command("list")
def show_all(*, as_json: _Json = False, database: DatabaseOption = None) -> None:
    """List all keys, without their secrets."""
    from router.services.administer_keys import key_told

    found = at_desk(database, lambda desk: desk.issue_key.all())
    if as_json:
        _print_json([key_told(key) for key in found])
    else:
        now = datetime.now(UTC)
        show_table(COLUMNS, (row_of(key, now) for key in found))


@keys.command()
def show(key_id: _KeyId, *, as_json: _Json = False, database: DatabaseOption = None) -> None:
    """Show all that is said of one key."""
    from router.services.administer_keys import key_told

    key = at_desk(database, lambda desk: desk.issue_key.get(key_id))
    if as_json:
        _print_json(key_told(key))
        return
    lines = list(lines_of(key, datetime.now(UTC)))
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        print(f"{name:<{width}}  {value}")


@keys.command()
def rotate(
    key_id: _KeyId,
    *,
    overlap: Annotated[
        str, typer.Option(help="How long the old key still works: 1h, 7d, or 0.")
    ] = "24h",
    expires: Annotated[
        str | None, typer.Option(help="Lifetime of the new key: 24h, 90d. Else the old one's.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Print a new key in the place of another; budgets and reports take both for one."""
    both = timedelta() if overlap == _NO_OVERLAP else _duration(overlap) or timedelta()
    lifetime = _duration(expires)
    key, secret = at_desk(
        database,
        lambda desk: desk.issue_key.rotate(key_id, overlap=both, expires_in=lifetime),
    )
    _show_once(key, secret)
    until = f"works for {overlap} more" if both else "works no longer"
    typer.echo(f"{key_id} {until}.", err=True)


@keys.command()
def revoke(key_id: _KeyId, *, database: DatabaseOption = None) -> None:
    """Revoke a key; running services refuse it within a second."""
    at_desk(database, lambda desk: desk.issue_key.revoke(key_id))
    typer.echo(f"{key_id} is revoked.")


async def _make(
    attributes: "KeyAttributes",
    desk: "Desk",
    *,
    name: str,
    lifetime: timedelta | None,
    budget: Mapping[str, object] | None,
) -> tuple["VirtualKey", str]:
    key, secret = await desk.issue_key(name=name, expires_in=lifetime, **attributes)
    if budget is not None:
        of_key = LimitName(LimitKind.BUDGET, f"key-{key.id.removeprefix('key_')}")
        await desk.limits.amend(of_key, {**budget, "key": key.id})
    return key, secret


def _show_once(key: "VirtualKey", secret: str) -> None:
    """The secret alone goes to standard output, so that scripts can keep it."""
    print(secret)
    typer.echo(f"{key.id} ({key.name}): keep it now, it cannot be shown again.", err=True)


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def _duration(text: str | None) -> timedelta | None:
    from router.services.report_spend import parse_duration

    return parse_duration(text) if text else None
