"""`tierwise train`: a classifier of one's own, from labelled prompts."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router import __version__
from router.cli.workshop import RayOption, WorkersOption, refusals, showing, workers

if TYPE_CHECKING:
    from classifier.training.run import Trained, Training

__all__ = ["train"]


def train(
    files: Annotated[
        list[Path] | None, typer.Argument(help="JSONL of labelled prompts, as `label` writes them.")
    ] = None,
    *,
    out: Annotated[Path, typer.Option(help="Folder of the new artifact.")],
    with_shipped: Annotated[
        bool,
        typer.Option(
            "--with-shipped/--only", help="Train on the shipped set too, or only on FILES."
        ),
    ] = True,
    prompts: Annotated[
        Path | None, typer.Option(help="Parquet with the text of the shipped labels' real prompts.")
    ] = None,
    encoder: Annotated[
        str | None,
        typer.Option(help="A sentence-transformers model; distilled makes the token vectors anew."),
    ] = None,
    release: Annotated[str, typer.Option(help="Version that the artifact bears.")] = __version__,
    seed: Annotated[int, typer.Option(help="For splits, copies and fits.")] = 7,
    processes: WorkersOption = 1,
    ray: RayOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train a classifier; judge it on prompts that it did not see, beside the shipped one."""
    with refusals():
        from classifier.training.recipe import Recipe
        from classifier.training.run import Training

        own = tuple(files or ())
        recipe = Recipe(files=own, with_shipped=with_shipped, texts=prompts, seed=seed)
        asked = Training(recipe, out, release=release, encoder=encoder)
        trained = _trained(asked, processes=processes, ray=ray)
    if as_json:
        print(json.dumps(_record(trained, asked), indent=2))
    else:
        _print(trained, asked)


def _trained(asked: "Training", *, processes: int, ray: str | None) -> "Trained":
    from classifier.training.run import Progress, train

    with workers(processes, ray) as hands, showing() as bar:
        return train(asked, workers=hands, progress=Progress(bar.begin, bar.advance))


def _record(trained: "Trained", asked: "Training") -> dict[str, object]:
    return {
        "artifact": trained.manifest.label,
        "out": str(asked.out),
        "trained_on": len(trained.sets.train),
        "left_out": trained.sets.left_out,
        "seconds": round(trained.seconds, 1),
        "tests": {
            name: {
                "prompts": report.prompts,
                "abstained": report.abstained,
                "heads": {
                    head: {
                        "macro_f1": score.macro_f1,
                        "interval": score.interval,
                        "accuracy": score.accuracy,
                        "calibration_error": score.calibration_error,
                        "shipped_macro_f1": _shipped(trained, name, head=head),
                    }
                    for head, score in report.heads.items()
                },
            }
            for name, report in trained.reports.items()
        },
    }


def _shipped(trained: "Trained", test: str, *, head: str) -> float | None:
    return trained.before[test][head].macro_f1 if test in trained.before else None


def _print(trained: "Trained", asked: "Training") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    left_out = f" ({trained.sets.left_out:,} left out, too like a test prompt)"
    console.print(
        f"[bold]{trained.manifest.label}[/bold], trained on {len(trained.sets.train):,} prompts"
        f"{left_out if trained.sets.left_out else ''} in {trained.seconds:.0f} s"
    )
    for name, report in trained.reports.items():
        table = Table(title=f"{name}: {report.prompts:,} prompts not trained on")
        for column in ("", "macro-F1", "95 % interval", "calibration error", "shipped one"):
            table.add_column(column, justify="right" if column else "left")
        for head, score in report.heads.items():
            shipped = _shipped(trained, name, head=head)
            table.add_row(
                head,
                f"{score.macro_f1:.3f}",
                f"{score.interval[0]:.3f} to {score.interval[1]:.3f}",
                f"{score.calibration_error:.3f}",
                "" if shipped is None else f"{shipped:.3f}",
            )
        console.print(table)
    label = trained.manifest.label
    on = f" --on {asked.recipe.files[0]}" if asked.recipe.files else ""
    console.print(
        f"Written to {asked.out}; read {asked.out / 'REPORT.html'}. Next:\n"
        f"  tierwise model add {asked.out}\n"
        f"  tierwise model diff shipped {label}{on}\n"
        f"  tierwise model promote {label}",
        highlight=False,
        soft_wrap=True,
    )
