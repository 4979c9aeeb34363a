"""`tierwise audit`: what administrators did, and whether anybody changed the log of it since."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from router.bootstrap import Desk
    from router.core.admin_log import AdminEvent, Chain, Head

__all__ = ["audit"]

audit = typer.Typer(
    help="The audit log of administrators: list, verify, export, head.", no_args_is_help=True
)
_HeadOption = Annotated[
    list[str] | None,
    typer.Option("--head", help="A head that was kept elsewhere; may be given often."),
]
_BROKEN = 1


@audit.command("list")
def show(
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 20,
    actor: Annotated[str | None, typer.Option(help="Only acts of this actor.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only acts such as key.create.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only acts on this, such as key_….")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
    database: DatabaseOption = None,
) -> None:
    """List what administrators did, newest first; each act has a beginning and an end."""
    from router.cli.wide_table import show_table
    from router.core.admin_log import ActKind
    from router.ports.admin_log import Wanted
    from router.services.check_admin_log import event_told

    if kind is not None and kind not in set(ActKind):
        raise InvalidRequest(f"{kind!r} is no kind of act. Kinds: {', '.join(ActKind)}.")
    wanted = Wanted(actor=actor, kind=None if kind is None else ActKind(kind), subject=subject)
    found = at_desk(database, lambda desk: desk.stores.admin_log.latest(wanted, most=limit))
    if as_json:
        for event in found:
            print(json.dumps(event_told(event), ensure_ascii=False))
    else:
        columns = ("event", "when (UTC)", "who", "role", "act", "stage", "on what")
        show_table(columns, map(_row, found))


@audit.command()
def verify(
    *,
    head: _HeadOption = None,
    exported: Annotated[
        Path | None, typer.Option("--file", help="An export instead of the database.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Follow the chain of hashes, and name the first link that is broken."""
    from router.core.admin_log import Head

    known = [Head.parse(text) for text in head or ()]
    chain = _of_file(exported, known) if exported else _of_database(database, known)
    if chain.problem is not None:
        print(f"The audit log is broken. {chain.problem}")
        raise typer.Exit(_BROKEN)
    print(f"The audit log is whole: {chain.head.seq} events. Its head: {chain.head}")
    for act_id, seq in chain.open_acts.items():
        typer.echo(
            f"The act {act_id}, begun at event {seq}, has no end: look whether it was done.",
            err=True,
        )


@audit.command("head")
def show_head(*, database: DatabaseOption = None) -> None:
    """Print the head of the log. Kept elsewhere, it proves later what the log held today."""
    print(at_desk(database, lambda desk: desk.stores.admin_log.head()))


@audit.command()
def export(*, database: DatabaseOption = None) -> None:
    """Print every event as a JSON line, as it is kept: `verify --file` checks it anywhere."""
    from router.services.check_admin_log import CheckAdminLog

    async def write(desk: "Desk") -> None:
        async for event in CheckAdminLog(log=desk.stores.admin_log).events():
            print(json.dumps(event._asdict()))

    at_desk(database, write)


def _of_database(database: Path | None, known: "Sequence[Head]") -> "Chain":
    from router.services.check_admin_log import CheckAdminLog

    return at_desk(database, lambda desk: CheckAdminLog(log=desk.stores.admin_log)(known))


def _of_file(path: Path, known: "Sequence[Head]") -> "Chain":
    from router.core.admin_log import Chain, follow, unless_cut

    hashes = {head.seq: head.hash for head in known}
    return unless_cut(follow(Chain(), _events_in(path), known=hashes), known=hashes)


def _event(line: str) -> "AdminEvent":
    from router.core.admin_log import AdminEvent

    event = AdminEvent(**json.loads(line))
    for name, value in event._asdict().items():
        kind = int if name in ("seq", "at_us") else str
        if not isinstance(value, kind) and (name, value) != ("idempotency_key", None):
            raise TypeError(name)
    return event


def _events_in(path: Path) -> "Iterator[AdminEvent]":
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield _event(line)
                except (ValueError, TypeError) as error:
                    raise InvalidRequest(
                        f"{path}:{number}: this is no event of an export. "
                        "'tierwise audit export' writes one in each line."
                    ) from error
    except OSError as error:
        raise InvalidRequest(f"{path}: it cannot be read ({error.strerror}).") from error


def _row(event: "AdminEvent") -> tuple[str, ...]:
    at = "?" if event.at is None else f"{event.at:%Y-%m-%d %H:%M:%S}"
    told = (event.actor, event.role, event.kind, event.stage, event.subject)
    # Names may hold what a terminal would obey.
    return (str(event.seq), at, *(t if t.isprintable() else ascii(t) for t in told))
