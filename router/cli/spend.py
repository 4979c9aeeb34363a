"""`tierwise spend`: who spent what."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.core.ledger import SpendBy, SpendRow
from router.core.money import ZERO_USD, format_usd

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["spend"]


def spend(
    *,
    by: Annotated[SpendBy, typer.Option(help="What to group by.")] = SpendBy.TEAM,
    since: Annotated[str, typer.Option(help="How far back: 30m, 24h, 7d, 2w.")] = "7d",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Print spend by group, dearest first; exact to the nano-dollar."""
    import json

    from rich.console import Console

    from router.services.report_spend import parse_duration

    parse_duration(since)  # before a ledger is looked for: the nearer mistake is told first
    rows = at_desk(database, lambda desk: desk.spend(by, since=since))
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
