"""`tierwise evaluate labels`: how good a classifier is on labelled prompts."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.workshop import RayOption, WorkersOption, refusals, showing, workers
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from classifier.datasets.schema import LabelledPrompt
    from classifier.evaluation.report import Report

__all__ = ["labels"]

SUFFIXES = (".html", ".md")


def labels(
    file: Annotated[Path, typer.Argument(help="JSONL of labelled prompts.")],
    *,
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artifact; else the shipped one.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a report here: one page of .html, or .md.")
    ] = None,
    without_baselines: Annotated[
        bool, typer.Option("--without-baselines", help="Fit no baselines; saves half a minute.")
    ] = False,
    seed: Annotated[int, typer.Option(help="For intervals.")] = 0,
    processes: WorkersOption = 1,
    ray: RayOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge a classifier on labelled prompts, beside baselines trained on the same set."""
    from classifier.prediction import SHIPPED

    if report is not None and report.suffix not in SUFFIXES:
        raise InvalidRequest(f"{report} ends in neither {' nor '.join(SUFFIXES)}. Name it so.")
    folder = model or SHIPPED
    with refusals():
        from classifier.evaluation.predicting import at_scale
        from classifier.evaluation.report import evaluate
        from classifier.parcel import Parcel

        test = _labelled(file)
        parcel = Parcel.of(folder)
        trained_on = _training_set(folder)
        _warn_of_seen(trained_on, test)
        with workers(processes, ray) as hands, showing() as bar:
            bar.begin("classifying", len(test))
            predict_all = at_scale(parcel, hands, on_prompts=bar.advance)
            known = () if without_baselines else trained_on
            found = evaluate(predict_all, test, train=known, seed=seed, on_step=bar.say)
    if report is not None:
        _write(report, found, title=file.name)
    _show(found, as_json=as_json)


def _labelled(file: Path) -> "list[LabelledPrompt]":
    from classifier.datasets.load import DatasetError, load_file
    from classifier.datasets.traffic import readable

    with readable(file):
        prompts = list(load_file(file))
    if not prompts:
        message = f"{file} holds no labelled prompts. Write one object a line."
        raise DatasetError(message)
    return prompts


def _training_set(folder: Path) -> "Sequence[LabelledPrompt]":
    """What the artifact was trained on, if it is still there as it was.

    The text of real prompts is not shipped: without it, the written ones stand for all.
    """
    from classifier.datasets.load import DatasetError
    from classifier.manifest import Manifest
    from classifier.training.make import data_hash
    from classifier.training.recipe import Recipe

    try:
        recipe = Recipe.read(folder)
        if recipe.texts is not None and not recipe.texts.is_file():
            typer.echo(f"{recipe.texts} is not here: baselines learn no real prompts.", err=True)
            return replace(recipe, texts=None).gather().train
        trained_on = recipe.gather().train
    except DatasetError as error:
        typer.echo(f"No baselines: {error}", err=True)
        return []
    if data_hash(trained_on) != Manifest.read(folder).data["sha256"]:
        typer.echo(
            f"No baselines: the prompts that {folder} was trained on are not there any more.",
            err=True,
        )
        return []
    return trained_on


def _warn_of_seen(trained_on: "Sequence[LabelledPrompt]", test: "Sequence[LabelledPrompt]") -> None:
    from classifier.datasets.split import find_leaks

    seen = len(find_leaks(trained_on, test))
    if seen:
        typer.echo(
            f"{seen:,} of {len(test):,} prompts, or some very like them, were trained on: "
            "these figures flatter. Judge on prompts that the artifact has not seen.",
            err=True,
        )


def _write(path: Path, found: "Report", *, title: str) -> None:
    from classifier.evaluation.markdown import render
    from classifier.evaluation.page import render_page

    draw = render if path.suffix == ".md" else render_page
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draw(found, title), encoding="utf-8")
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be written: {error.strerror}.") from error


def _show(found: "Report", *, as_json: bool) -> None:
    if as_json:
        from classifier.evaluation.report import as_record

        print(json.dumps(as_record(found)))
        return
    from rich.console import Console
    from rich.table import Table

    from classifier.evaluation.wording import interval, summary

    table = Table()
    for column in ("", "macro-F1", "95 % interval", "accuracy", "calibration error", "Brier"):
        table.add_column(column, justify="right" if column else "left")
    for name in found.baselines:
        table.add_column(name, justify="right")
    for head, score in found.heads.items():
        table.add_row(
            head,
            f"{score.macro_f1:.3f}",
            interval(score.interval),
            f"{score.accuracy:.3f}",
            f"{score.calibration_error:.3f}",
            f"{score.brier:.3f}",
            *(f"{of[head].macro_f1:.3f}" for of in found.baselines.values()),
        )
    console = Console()
    console.print(f"{found.classifier} on {found.prompts:,} prompts in {found.groups:,} groups")
    console.print(table)
    console.print(summary(found), highlight=False)
