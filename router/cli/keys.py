"""`tierwise keys`: create, list and revoke virtual keys."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption

if TYPE_CHECKING:
    from router.core.key import VirtualKey

__all__ = ["keys"]

_ANY_WIDTH = 10_000

keys = typer.Typer(help="Virtual keys: create, list, revoke.", no_args_is_help=True)


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    *,
    team: Annotated[str | None, typer.Option(help="The team that pays.")] = None,
    user: Annotated[str | None, typer.Option(help="The user behind the key.")] = None,
    project: Annotated[str | None, typer.Option(help="The project it is for.")] = None,
    environment: Annotated[str, typer.Option(help="dev, ci or prod.")] = "prod",
    tag: Annotated[list[str] | None, typer.Option(help="A tag; may be given often.")] = None,
    expires: Annotated[str | None, typer.Option(help="Lifetime: 24h, 90d.")] = None,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Never keep or audit the text of its requests.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Create a key and print it; it cannot be shown again."""
    from router.services.report_spend import parse_duration

    lifetime = parse_duration(expires) if expires else None
    key, secret = at_desk(
        database,
        lambda desk: desk.issue_key(
            name=name,
            team=team,
            user=user,
            project=project,
            environment=environment,
            tags=tuple(tag or ()),
            expires_in=lifetime,
            may_keep_text=not no_text,
        ),
        may_create=True,
    )
    print(secret)
    typer.echo(f"{key.id} ({key.name}): keep it now, it cannot be shown again.", err=True)


@keys.command("list")
def show(*, database: DatabaseOption = None) -> None:
    """List all keys, without their secrets."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    found = at_desk(database, lambda desk: desk.issue_key.all())
    table = Table("id", "key", "name", "team", "user", "project", "environment", "state")
    for key in found:
        owner = (key.team or "", key.user or "", key.project or "", key.environment)
        cells = (key.id, f"{key.prefix}…", key.name, *owner, _state(key))
        table.add_row(*map(Text, cells))
    # As wide as it takes, on any terminal: an id that was cut could not be revoked.
    natural = Console(width=_ANY_WIDTH).measure(table)
    Console(width=natural.maximum).print(table)


def _state(key: "VirtualKey") -> str:
    if key.revoked_at:
        return "revoked"
    if key.expires_at is None:
        return "valid"
    return f"until {key.expires_at:%F}" if key.is_usable(datetime.now(UTC)) else "expired"


@keys.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="The key's id, as `keys list` shows it.")],
    *,
    database: DatabaseOption = None,
) -> None:
    """Revoke a key; running services refuse it within a second."""
    at_desk(database, lambda desk: desk.issue_key.revoke(key_id))
    typer.echo(f"{key_id} is revoked.")
