"""`tierwise outcomes`: what this traffic says of the deployments, for training."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.desk import at_desk
from router.cli.options import DatabaseOption
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from router.bootstrap import Desk
    from router.services.collect_outcomes import Collected

__all__ = ["outcomes"]

outcomes = typer.Typer(
    help="Judgements on answers: export them, derive weak ones.", no_args_is_help=True
)
_WITHOUT_TEXT = """\
{lacking:,} of {all:,} judgements are left out: their text was not kept (TIERWISE_STORE_TEXT). \
Difficulty is learnt from words, so `tierwise adapt` cannot use them. --features writes them with \
the classifier's features and labels instead of the text, for methods of your own."""

Columns = dict[str, list[object]]


@outcomes.command()
def export(
    file: Annotated[Path, typer.Argument(help="Parquet to write, for `adapt` and `evaluate`.")],
    *,
    since: Annotated[str, typer.Option(help="How far back: 24h, 30d, 4w.")] = "30d",
    weak: Annotated[
        bool, typer.Option("--weak", help="Add guesses from behaviour where nothing better is.")
    ] = False,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Add simulated answers, to try things out.")
    ] = False,
    features: Annotated[
        bool, typer.Option("--features", help="Write features and labels instead of the text.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Write dataset, prompt, model, score and cost_usd of each answer that was judged."""
    from router.services.report_spend import parse_duration

    parse_duration(since)

    async def collected(desk: "Desk") -> "Sequence[Collected]":
        return await desk.outcomes(since=since, with_weak=weak, with_simulated=simulated)

    found = at_desk(database, collected)
    rows = found if features else [one for one in found if one.prompt is not None]
    if rows:
        _write(file, _with_features(rows) if features else _with_prompts(rows))
        typer.echo(f"{len(rows):,} judgements written to {file}.")
    if len(rows) < len(found):
        typer.echo(_WITHOUT_TEXT.format(lacking=len(found) - len(rows), all=len(found)), err=True)
    if not rows:
        raise InvalidRequest(
            f"There is nothing to write: no answer of the last {since} was judged"
            f"{' and has its text' if found else ''}. Applications send feedback to POST "
            "/v1/feedback; TIERWISE_AUDIT_SHARE compares a share of the answers."
        )


@outcomes.command()
def signals(
    *,
    since: Annotated[str, typer.Option(help="How far back: 24h, 7d, 4w.")] = "7d",
    database: DatabaseOption = None,
) -> None:
    """Keep what behaviour suggests: the same asked again, or of a dearer model."""
    from router.services.report_spend import parse_duration

    parse_duration(since)
    for source, new in at_desk(
        database, lambda desk: desk.outcomes.derive_signals(since=since)
    ).items():
        typer.echo(f"{source}: {new:,} new")


def _with_prompts(rows: "Sequence[Collected]") -> Columns:
    columns = _shared(rows)
    columns["prompt"] = [one.prompt for one in rows]
    return columns


def _with_features(rows: "Sequence[Collected]") -> Columns:
    """All that is known without the words. A label is empty where the classifier abstained."""
    columns = _shared(rows)
    said = [one.served.facts.assessment for one in rows]
    for head in ("priority", "complexity", "task"):
        columns[head] = [None if s.is_abstained else getattr(s, head).value for s in said]
    for name in sorted({name for s in said for name in s.features}):
        columns[f"feature_{name}"] = [s.features.get(name) for s in said]
    return columns


def _shared(rows: "Sequence[Collected]") -> Columns:
    return {
        "dataset": [one.served.facts.assessment.task.value for one in rows],
        "model": [one.row.deployment for one in rows],
        "score": [one.row.score for one in rows],
        "cost_usd": [float(one.row.cost_usd) for one in rows],
        "decision_id": [one.row.decision_id for one in rows],
        "at": [one.row.at for one in rows],
        "source": [one.row.source.value for one in rows],
        "weight": [one.row.weight for one in rows],
        "simulated": [one.row.is_simulated for one in rows],
    }


def _write(file: Path, columns: Columns) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InvalidRequest(
            "Parquet files need pyarrow. Install it with: pip install 'tierwise[parquet]'"
        ) from error
    try:
        file.touch(mode=0o600)
        pyarrow.parquet.write_table(pyarrow.table(columns), file)
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be written: {error.strerror}.") from error
