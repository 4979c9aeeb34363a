"""`tierwise adapt`: learn one's own traffic from few outcomes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from router.core.errors import InvalidRequest

__all__ = ["adapt"]


def adapt(
    outcomes: Annotated[
        Path, typer.Argument(help="Parquet: dataset, prompt, model, score, cost_usd.")
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder of the adapted router.")],
    difficulty: Annotated[
        Path | None, typer.Option(help="Pretrained difficulty other than the shipped one.")
    ] = None,
    from_scratch: Annotated[
        bool, typer.Option("--from-scratch", help="Use no pretrained difficulty.")
    ] = False,
) -> None:
    """Update the pretrained difficulty and the models' abilities; write them to a folder."""
    from rich.console import Console

    from classifier.routing import adaptation
    from classifier.routing.outcomes import OutcomesError, load_outcomes
    from classifier.routing.pretrained import SHIPPED_DIFFICULTY, PretrainedDifficulty
    from classifier.routing.serving import learn_served

    console = Console(stderr=True)
    try:
        with console.status("reading outcomes"):
            known = load_outcomes(outcomes)
        with console.status(f"learning from {len(known):,} prompts"):
            start = None
            if not from_scratch:
                start = PretrainedDifficulty.load(difficulty or SHIPPED_DIFFICULTY)
            adapted = adaptation.adapt(known, pretrained=start)
            served = learn_served(known, tasks=_tasks(known.prompts), pretrained=start)
        adapted.save(out)
        served.save(out)
    except (OutcomesError, OSError) as error:
        raise InvalidRequest(str(error)) from error
    typer.echo(f"{len(known):,} prompts, {len(known.models)} models: written to {out}")
    for model, chance in zip(
        known.models, adapted.predict(known.prompts).mean(axis=0), strict=True
    ):
        typer.echo(f"  {model}: {chance:.3f} expected good")


def _tasks(prompts: Sequence[str]) -> list[str]:
    """The task of each prompt, as the shipped classifier sees it: abilities are kept by task."""
    from classifier.prediction import Classifier
    from classifier.prompt import Prompt

    classifier = Classifier.load()
    return [str(classifier.predict(Prompt.from_text(prompt)).task) for prompt in prompts]
