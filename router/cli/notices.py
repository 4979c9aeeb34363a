"""`tierwise notices`: what people were told, what waits, and what was given up."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.cli.wide_table import show_table
from router.core.notices.delivery import DeliveryState

if TYPE_CHECKING:
    from router.bootstrap import Desk
    from router.core.notices.delivery import Delivery

__all__ = ["notices"]

notices = typer.Typer(help="Notices: list them, and retry what failed.", no_args_is_help=True)
_COLUMNS = ("id", "kind", "made", "state", "attempts", "delivered to", "error", "subject")
_MOST_FAILED = 100_000


@notices.command("list")
def show_all(
    *,
    state: Annotated[
        list[DeliveryState] | None, typer.Option(help="Only these; may be given often.")
    ] = None,
    most: Annotated[int, typer.Option(help="No more than so many.", min=1)] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    database: DatabaseOption = None,
) -> None:
    """List notices of the last 30 days, newest first. Texts that are private stay untold."""
    found = at_desk(database, lambda desk: desk.stores.notices.latest(state or (), most=most))
    rows = [_cells(one) for one in found]
    if as_json:
        told = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        show_table(_COLUMNS, rows)


@notices.command()
def retry(
    *,
    id: Annotated[
        list[str] | None, typer.Argument(help="Ids of notices that failed. Else all of them.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Try again what was given up, on the channels that lack it, for another day."""
    done = at_desk(database, lambda desk: _retried(desk, id or ()))
    typer.echo(f"{done} will be tried again by the running service.")


async def _retried(desk: "Desk", ids: Sequence[str]) -> int:
    from router.core.errors import InvalidRequest
    from router.core.notices.delivery import retried

    outbox, now = desk.stores.notices, desk.clock.now()
    failed = await outbox.latest((DeliveryState.FAILED,), most=_MOST_FAILED)
    unknown = set(ids) - {one.notice.id for one in failed}
    if unknown:
        raise InvalidRequest(
            f"{min(unknown)} is not among those that failed: 'tierwise notices list --state failed'"
            " shows them."
        )
    wanted = [one for one in failed if not ids or one.notice.id in ids]
    kept = [await outbox.keep(retried(one, at=now)) for one in wanted]
    return sum(kept)


def _cells(one: "Delivery") -> tuple[str, ...]:
    notice = one.notice
    subject = "(private)" if notice.kind.is_private else notice.subject
    return (
        notice.id,
        notice.kind,
        f"{notice.at:%Y-%m-%d %H:%M} UTC",
        one.state,
        str(one.attempts),
        ", ".join(one.delivered_to),
        one.error,
        "".join(char if char.isprintable() else " " for char in subject),
    )
