"""`tierwise evaluate`: how good labels are, or a way of routing judged by outcomes."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.judging import labels as judge_labels
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from classifier.routing.outcomes import Outcomes
    from classifier.routing.verdict import Settings, Verdict

__all__ = ["evaluate"]

evaluate = typer.Typer(help="Judge labels or routing on a file.", no_args_is_help=True)


@evaluate.callback()
def _group() -> None:
    """Judge labels or routing on a file."""


evaluate.command("labels")(judge_labels)


@evaluate.command("routing")
def routing(
    file: Annotated[Path, typer.Argument(help="Parquet: dataset, prompt, model, score, cost_usd.")],
    *,
    weak: Annotated[str | None, typer.Option(help="The cheap model of a pair.")] = None,
    strong: Annotated[str | None, typer.Option(help="The dear model of a pair.")] = None,
    cv: Annotated[int, typer.Option(min=2, help="Folds of the cross-validation.")] = 5,
    labels: Annotated[
        int | None, typer.Option(min=1, help="Learn from so many prompts, judge on the rest.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How often labels are drawn.")] = 5,
    seed: Annotated[int, typer.Option(help="For folds and intervals.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write figures here.")] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a Markdown report with a plot in this folder.")
    ] = None,
) -> None:
    """Print APGR and CPT of a pair, or AIQ of many models, beside length and group means."""
    from classifier.routing.outcomes import OutcomesError
    from classifier.routing.verdict import Settings

    settings = Settings(folds=cv, labels=labels, seeds=seeds, seed=seed)
    try:
        verdict = _judged(_outcomes(file, weak=weak, strong=strong), file.stem, settings=settings)
    except OutcomesError as error:
        raise InvalidRequest(str(error)) from error
    _print(verdict)
    if json_file is not None:
        _write(json_file, json.dumps(verdict.record(), indent=2) + "\n")
    if report is not None:
        _write(report / "curves.svg", verdict.plot())
        _write(report / "report.md", verdict.markdown("curves.svg"))


def _outcomes(file: Path, *, weak: str | None, strong: str | None) -> "Outcomes":
    from classifier.routing.outcomes import load_outcomes

    if (weak is None) != (strong is None):
        raise InvalidRequest("A pair needs both --weak and --strong; many models need neither.")
    outcomes = load_outcomes(file)
    if weak is not None and strong is not None:
        return outcomes.of_models([weak, strong]).complete(costs=False)
    return outcomes.complete(costs=outcomes.has_costs)


def _judged(outcomes: "Outcomes", title: str, *, settings: "Settings") -> "Verdict":
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from classifier.routing.verdict import experiment_on, judge

    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"reading {len(outcomes):,} prompts")
        experiment = experiment_on(outcomes)
        return judge(
            experiment,
            title,
            settings=settings,
            on_step=lambda step: progress.update(task, description=step),
        )


def _print(verdict: "Verdict") -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(f"{verdict.title}\n\n{verdict.table()}"))


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be written: {error.strerror}.") from error
