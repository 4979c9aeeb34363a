"""`tierwise analytics`: how do teams use models, and what could be saved?"""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import CatalogOption, DatabaseOption
from router.cli.policy.plan import CoresOption, crew_of
from router.cli.workshop import showing
from router.core.behaviour.asked import BehaviourBy
from router.core.behaviour.report import BehaviourReport, BehaviourRow
from router.core.behaviour.told import row_told
from router.core.behaviour.wastes import WASTES
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from rich.table import Table

    from router.bootstrap import Desk

__all__ = ["analytics"]

analytics = typer.Typer(
    help="How teams use models: productive use against waste.", no_args_is_help=True
)
_DAY = timedelta(days=1)


@analytics.callback()
def root() -> None:
    """How teams use models: productive use against waste."""


@analytics.command()
def behaviour(
    *,
    by: Annotated[
        BehaviourBy, typer.Option(help="What to group by; people are no groups.")
    ] = BehaviourBy.TEAM,
    since: Annotated[
        str, typer.Option(help="Whole days until midnight UTC: 7d, 30d, 12w.")
    ] = "30d",
    team: Annotated[str | None, typer.Option(help="Only what this team asked.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
    processes: CoresOption = None,
    catalog: CatalogOption = None,
    database: DatabaseOption = None,
) -> None:
    """Print what was productive and what could have been saved; five people make a group."""
    days = _days(since)

    async def work(desk: "Desk") -> BehaviourReport:
        with crew_of(processes, None) as crew, showing() as bar:
            return await desk.behaviour(
                by,
                days=days,
                team=team,
                workers=crew,
                begin=lambda pieces: bar.begin("reading", pieces),
                advance=bar.advance,
            )

    report = at_desk(database, work, catalog=catalog)
    if as_json:
        for row in report.rows:
            print(json.dumps(row_told(row), ensure_ascii=False))
    elif as_csv:
        _write_csv(report)
    else:
        _print(report, since)


def _days(since: str) -> int:
    from router.services.report_spend import parse_duration

    days, rest = divmod(parse_duration(since), _DAY)
    if rest:
        raise InvalidRequest(f"{since!r} is no number of whole days. Write 7d, 30d or 12w.")
    return days


def _write_csv(report: BehaviourReport) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    kinds = [waste.kind for waste in WASTES]
    writer.writerow(
        [report.by.value, "people", "requests", "spent_usd", "productive_usd", "wasted_usd"]
        + [f"{kind}_{figure}" for kind in kinds for figure in ("requests", "saved_usd")]
        + ["judged", "accepted", "usd_each", "usd_each_low", "usd_each_high"]
    )
    for row in report.rows:
        writer.writerow(_csv_cells(row))


def _csv_cells(row: BehaviourRow) -> Iterator[object]:
    yield from (row.group, row.people, row.requests)
    yield from (row.spent_usd, row.productive_usd, row.wasted_usd)
    found = {waste.kind: waste for waste in row.wastes}
    for waste in WASTES:
        one = found.get(waste.kind)
        yield from ("", "") if one is None else (one.requests, one.saved_usd)
    judged = row.accepted
    if judged is None:
        yield from [""] * 5
    else:
        yield from (judged.judged, judged.accepted, judged.usd, judged.low_usd, judged.high_usd)


def _print(report: BehaviourReport, since: str) -> None:
    from rich.console import Console

    if report.rows:
        table = _as_table(report, f"Behaviour by {report.by} in the last {since}")
        natural = Console(width=10_000).measure(table)
        Console(width=natural.maximum).print(table)
        typer.echo(
            "Of each kind: its share of the requests, and USD that could have been saved. A "
            "request may be of several kinds; 'could be saved' counts it once, with its share of "
            "what was spent."
        )
    elif not report.is_hidden:
        typer.echo(f"Nobody asked anything in the last {since}. Whole days count, until midnight.")
    if report.is_hidden:
        typer.echo(
            "What fewer than five people asked is not shown. People see their own use: "
            "GET /v1/usage/me."
        )


def _as_table(report: BehaviourReport, title: str) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title)
    table.add_column(report.by.value)
    headings = ("people", "requests", "spent USD", "could be saved")
    for heading in (*headings, *(waste.words for waste in WASTES), "USD an accepted answer"):
        table.add_column(heading, justify="right")
    for row in report.rows:
        # Callers choose the names of groups: they are no markup.
        table.add_row(Text(row.group), *_cells(row))
    return table


def _cells(row: BehaviourRow) -> Iterator[str]:
    yield from (f"{row.people:,}", f"{row.requests:,}", f"{row.spent_usd:,}")
    share = row.wasted_usd / row.spent_usd if row.spent_usd else 0
    yield f"{row.wasted_usd:,} ({share:.1%})"
    found = {waste.kind: waste for waste in row.wastes}
    for waste in WASTES:
        one = found.get(waste.kind)
        if one is None:
            yield "not told"
        else:
            yield f"{one.share:.1%} {one.saved_usd:,}" if one.saved_usd else f"{one.share:.1%}"
    yield _judged(row)


def _judged(row: BehaviourRow) -> str:
    found = row.accepted
    if found is None:
        return "too few judged"
    high = "?" if found.high_usd is None else f"{found.high_usd:,}"
    each = "?" if found.usd is None else f"{found.usd:,}"
    return f"{each} ({found.low_usd:,} to {high}, {found.judged:,} judged)"
