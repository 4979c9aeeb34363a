"""`tierwise findings`: list, show and release what is abnormal, and say whether it was true."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.cli.wide_table import show_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from router.core.finding import Finding, Subject
    from router.services.administer_findings import Judged

__all__ = ["findings"]

findings = typer.Typer(
    help="Anomalies in the traffic: list, show, release, confirm.", no_args_is_help=True
)
_Id = Annotated[str, typer.Argument(help="The finding's id, as `findings list` shows it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_COLUMNS = ("id", "kind", "of", "state", "opened (UTC)", "until (UTC)", "score")
_SOON = "Running services follow within a second."


@findings.command("list")
def show_all(
    *,
    open_only: Annotated[bool, typer.Option("--open", help="Only those that still count.")] = False,
    kind: Annotated[str | None, typer.Option(help="Only of this detector, such as burst.")] = None,
    subject: Annotated[
        str | None, typer.Option(help="Only of this: key:key_1, user:ada, team:search.")
    ] = None,
    since: Annotated[str, typer.Option(help="Only those seen within this time: 24h, 7d.")] = "30d",
    most: Annotated[int, typer.Option(help="No more than so many.", min=1)] = 100,
    as_json: _Json = False,
    database: DatabaseOption = None,
) -> None:
    """List findings, newest first."""
    from router.core.finding_words import finding_told
    from router.ports.findings import WantedFindings
    from router.services.report_spend import parse_duration

    now = datetime.now(UTC)
    wanted = WantedFindings(
        kind=kind,
        subject=_subject(subject),
        since=now - parse_duration(since),
        is_open_at=now if open_only else None,
    )
    found = at_desk(database, lambda desk: desk.findings.visible(desk.by, wanted, most=most))
    if as_json:
        print(json.dumps([finding_told(one, at=now) for one in found], indent=2))
    else:
        show_table(_COLUMNS, [_cells(one, now) for one in found])


@findings.command()
def show(*, id: _Id, as_json: _Json = False, database: DatabaseOption = None) -> None:
    """Show one finding: what was seen, what is usual, and until when it counts."""
    from router.core.finding_words import finding_told

    found = at_desk(database, lambda desk: desk.findings.get(desk.by, id))
    now = datetime.now(UTC)
    if as_json:
        print(json.dumps(finding_told(found, at=now), indent=2))
    else:
        print("\n".join(_lines(found, now)))


@findings.command()
def release(
    *,
    id: _Id,
    false_alarm: Annotated[
        bool, typer.Option("--false-alarm", help="It was none: raise the threshold by half.")
    ] = False,
    why: Annotated[str, typer.Option(help="The reason, for the audit log.")] = "",
    database: DatabaseOption = None,
) -> None:
    """End a finding now, and with it all that rules do because of it."""
    judged = at_desk(
        database,
        lambda desk: desk.findings.release(desk.by, id, is_false=false_alarm, why=why),
    )
    typer.echo(f"{id} is released. {_threshold(judged)}{_SOON}")


@findings.command()
def confirm(*, id: _Id, database: DatabaseOption = None) -> None:
    """Say that a finding is true. It stays as it is, and the threshold sinks a little."""
    judged = at_desk(database, lambda desk: desk.findings.confirm(desk.by, id))
    typer.echo(f"{id} is confirmed. {_threshold(judged)}{_SOON}")


def _threshold(judged: "Judged") -> str:
    if judged.factor is None:
        return ""
    finding = judged.finding
    return f"The threshold of {finding.kind} of {finding.subject} is now {judged.factor:.2f} fold. "


def _cells(one: "Finding", now: datetime) -> tuple[str, ...]:
    told = (one.id, one.kind, str(one.subject), _state(one, now))
    return (
        *(text if text.isprintable() else ascii(text) for text in told),
        f"{one.opened_at:%Y-%m-%d %H:%M}",
        f"{one.until:%Y-%m-%d %H:%M}",
        f"{one.score:.1f}",
    )


def _lines(one: "Finding", now: datetime) -> "Iterator[str]":
    for name, cell in zip(_COLUMNS, _cells(one, now), strict=True):
        yield f"{name:14}{cell}"
    yield f"{'team':14}{one.team or ''}"
    if one.spared_because:
        yield f"{'only told':14}{one.spared_because}"
    if one.is_false is not None:
        yield f"{'people said':14}{'a false alarm' if one.is_false else 'true'}"
    yield one.explanation
    for name, value in one.evidence.items():
        yield f"  {name} {value:g}"


def _state(one: "Finding", now: datetime) -> str:
    if one.lifted_at is not None:
        return f"released by {one.lifted_by}"
    if not one.is_open(now):
        return "over"
    return "acting" if one.is_acting else "only told"


def _subject(text: str | None) -> "Subject | None":
    from router.core.errors import InvalidRequest
    from router.core.finding import Subject

    if text is None:
        return None
    try:
        return Subject.parse(text)
    except ValueError:
        raise InvalidRequest(
            f"{text!r} is no subject. Write a kind and a name, such as key:key_1 or team:search."
        ) from None
