"""`tierwise spend`: who spent what."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.core.ledger import SpendBy, SpendRow
from router.core.money import ZERO_USD, format_usd
from router.services.report_spend import NO_LIST_OF_PEOPLE, parse_duration

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["spend"]


def _group_of(written: str) -> SpendBy:
    if written == SpendBy.USER:
        raise typer.BadParameter(NO_LIST_OF_PEOPLE)
    if written not in set(SpendBy):
        names = ", ".join(f"'{by}'" for by in SpendBy if by is not SpendBy.USER)
        raise typer.BadParameter(f"{written!r} is not one of {names}.")
    return SpendBy(written)


ByOption = Annotated[
    SpendBy,
    typer.Option(
        parser=_group_of,
        metavar="GROUP",
        help="What to group by: team, project, model, tier, deployment, environment, department, "
        "organisation, cost_centre, service_account, or key (of programs; those of people are "
        "one).",
    ),
]


def spend(
    *,
    by: ByOption = SpendBy.TEAM,
    user: Annotated[
        str | None, typer.Option(help="Instead: what this one person spent; needs --why.")
    ] = None,
    why: Annotated[
        str | None, typer.Option(help="Why you look at one person; for the audit log.")
    ] = None,
    since: Annotated[str, typer.Option(help="How far back: 30m, 24h, 7d, 2w.")] = "7d",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Print spend by group, dearest first, or of one person; exact to the nano-dollar."""
    import json

    from rich.console import Console

    parse_duration(since)  # before a ledger is looked for: the nearer mistake is told first
    if user is None:
        rows = at_desk(database, lambda desk: desk.spend(by, since=since))
    else:
        one = at_desk(database, lambda desk: desk.person_spend(user, since=since, why=why or ""))
        by, rows = SpendBy.USER, [one]
    if as_json:
        for row in rows:
            print(json.dumps(_as_json(row, by)))
    else:
        Console().print(_as_table(rows, f"Spend by {by} in the last {since}", by=by))


def _as_json(row: SpendRow, by: SpendBy) -> dict[str, object]:
    return {
        by.value: row.group,
        "requests": row.requests,
        "input_tokens": row.input_tokens,
        "output_tokens": row.output_tokens,
        "cost_usd": format_usd(row.cost_usd),
    }


def _as_table(rows: Sequence[SpendRow], title: str, *, by: SpendBy) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, show_footer=True)
    table.add_column(by.value, footer="total", overflow="fold")
    for name, total in (
        ("requests", sum(row.requests for row in rows)),
        ("input tokens", sum(row.input_tokens for row in rows)),
        ("output tokens", sum(row.output_tokens for row in rows)),
    ):
        table.add_column(name, justify="right", footer=f"{total:,}", overflow="fold")
    total_usd = sum((row.cost_usd for row in rows), start=ZERO_USD)
    table.add_column("USD", justify="right", footer=format_usd(total_usd), no_wrap=True)
    for row in rows:
        counts = (row.requests, row.input_tokens, row.output_tokens)
        group = Text(row.group)  # callers choose these names: they are no markup
        table.add_row(group, *(f"{count:,}" for count in counts), format_usd(row.cost_usd))
    return table
