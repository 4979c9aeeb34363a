"""`tierwise feedback`: how answers fare with those who asked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.core.feedback_tally import FeedbackBy, TallyRow
from router.core.money import format_usd

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["feedback"]


def feedback(
    *,
    by: Annotated[FeedbackBy, typer.Option(help="What to group by.")] = FeedbackBy.DEPLOYMENT,
    since: Annotated[str, typer.Option(help="How far back: 24h, 30d, 4w.")] = "30d",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Print what was said of answers, by group; groups of fewer than five people are merged."""
    import json

    from rich.console import Console

    from router.services.report_spend import parse_duration

    parse_duration(since)  # before a ledger is looked for: the nearer mistake is told first
    rows = at_desk(database, lambda desk: desk.feedback(by, since=since))
    if as_json:
        for row in rows:
            print(json.dumps(_as_json(row, by)))
    elif rows:
        Console().print(_as_table(rows, f"Feedback by {by} in the last {since}", by=by))
    else:
        typer.echo(
            f"Nobody gave feedback in the last {since}. Applications send it to POST /v1/feedback."
        )


def _as_json(row: TallyRow, by: FeedbackBy) -> dict[str, object]:
    return {
        by.value: row.group,
        "answers": row.answers,
        "accepted": row.accepted,
        "edited": row.edited,
        "rejected": row.rejected,
        "mean_score": None if row.mean_score is None else round(row.mean_score, 4),
        "outcome_value_usd": format_usd(row.value_usd),
        "cost_usd": format_usd(row.cost_usd),
    }


def _as_table(rows: Sequence[TallyRow], title: str, *, by: FeedbackBy) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title)
    table.add_column(by.value, overflow="fold")
    for name in ("answers", "accepted", "edited", "rejected", "mean score"):
        table.add_column(name, justify="right", overflow="fold")
    for name in ("value USD", "cost USD"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        counts = (row.answers, row.accepted, row.edited, row.rejected)
        score = "" if row.mean_score is None else f"{row.mean_score:.2f}"
        money = (format_usd(row.value_usd), format_usd(row.cost_usd))
        # Callers choose the names of teams: they are no markup.
        table.add_row(Text(row.group), *(f"{count:,}" for count in counts), score, *money)
    return table
