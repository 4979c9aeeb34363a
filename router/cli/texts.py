"""`tierwise texts`: export and purge the texts that were kept."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.core.errors import InvalidRequest

__all__ = ["texts"]

texts = typer.Typer(help="Texts that were kept: export, purge.", no_args_is_help=True)


@texts.command()
def export(
    file: Annotated[Path, typer.Argument(help="JSONL to write, for `tierwise label`.")],
    *,
    since: Annotated[str, typer.Option(help="How far back: 24h, 30d, 4w.")] = "30d",
    database: DatabaseOption = None,
) -> None:
    """Write the texts as {"id", "messages", "answer"} lines; the file is for its owner alone."""
    from router.services.report_spend import parse_duration

    age = parse_duration(since)
    kept = at_desk(database, lambda desk: desk.texts.since(age))
    lines = (
        json.dumps(
            {"id": text.decision_id, "messages": text.messages, "answer": text.answer},
            ensure_ascii=False,
        )
        for text in kept
    )
    try:
        file.touch(mode=0o600)
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be written: {error.strerror}.") from error
    typer.echo(f"{len(kept):,} texts written to {file}.")
    if not kept:
        typer.echo("TIERWISE_STORE_TEXT says which texts the service keeps.", err=True)


@texts.command()
def purge(
    *,
    older_than: Annotated[
        str | None, typer.Option(help="Delete what is older: 24h, 7d. Else the retention holds.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Delete all texts, however new.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Delete texts and comments, past recovery; decisions and their costs stay."""
    from router.services.report_spend import parse_duration

    if everything and older_than is not None:
        raise InvalidRequest("Write either --everything or --older-than.")
    age = parse_duration(older_than) if older_than else None
    age = -timedelta(days=1) if everything else age  # clocks of other machines may be ahead
    deleted = at_desk(database, lambda desk: desk.texts.purge(age))
    typer.echo(f"{deleted:,} texts and comments are deleted.")
