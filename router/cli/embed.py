"""`tierwise embed`: vectors and small features of prompts, for those who keep no text."""

from pathlib import Path
from typing import Annotated

import typer

from router.cli.workshop import RayOption, WorkersOption, refusals, showing, workers
from router.core.errors import InvalidRequest

__all__ = ["embed"]


def embed(
    file: Annotated[Path, typer.Argument(help='JSONL with {"id", "messages"} lines.')],
    *,
    out: Annotated[Path, typer.Option(help="Write here: .parquet or .npz.")],
    model: Annotated[
        Path | None, typer.Option(help="Folder of the artifact; else the shipped one.")
    ] = None,
    processes: WorkersOption = 1,
    ray: RayOption = None,
) -> None:
    """Write one vector a view and the small features of each prompt, by id, without its text."""
    from classifier.embedding import SUFFIXES, UnknownFormatError
    from classifier.embedding import embed as embed_prompts
    from classifier.prediction import SHIPPED

    if out.suffix not in SUFFIXES:
        raise InvalidRequest(f"{out} ends in neither {' nor '.join(SUFFIXES)}. Name it so.")
    with refusals():
        from classifier.datasets.traffic import load_traffic
        from classifier.parcel import Parcel

        prompts = load_traffic(file)
        parcel = Parcel.of(model or SHIPPED)
        with workers(processes, ray) as hands, showing() as bar:
            bar.begin("reading", len(prompts))
            found = embed_prompts(
                parcel, [one.prompt for one in prompts], workers=hands, on_prompts=bar.advance
            )
    try:
        found.write(out, [one.id for one in prompts])
    except OSError as error:
        raise InvalidRequest(f"{out} cannot be written: {error.strerror}.") from error
    except UnknownFormatError as error:
        raise InvalidRequest(str(error)) from error
    views, dimensions = found.vectors.shape[1:]
    typer.echo(
        f"{len(prompts):,} prompts, {views} vectors of {dimensions} and "
        f"{len(found.small_names)} features each: written to {out}"
    )
