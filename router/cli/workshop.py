"""What do the commands that train, judge and label share: workers, a progress bar, refusals?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from router.core.errors import ConfigurationError, InvalidRequest

if TYPE_CHECKING:
    from classifier.scale import Workers

__all__ = ["Bar", "RayOption", "WorkersOption", "refusals", "showing", "workers"]

WorkersOption = Annotated[
    int, typer.Option("--workers", min=1, help="Worker processes on this machine.")
]
RayOption = Annotated[
    str | None,
    typer.Option("--ray", help="Work on a Ray cluster: its address, auto, or local to start one."),
]


class Bar:
    """A progress bar of several stages; it is drawn on a terminal and silent elsewhere."""

    def __init__(self) -> None:
        from rich import progress as rich_progress
        from rich.console import Console

        self.progress = rich_progress.Progress(
            rich_progress.SpinnerColumn(),
            rich_progress.TextColumn("{task.description}"),
            rich_progress.BarColumn(),
            rich_progress.MofNCompleteColumn(),
            rich_progress.TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self.progress.add_task("starting", total=None)

    def begin(self, description: str, total: int) -> None:
        """Begin a stage of so many steps."""
        self.progress.reset(self._task, description=description, total=total)

    def advance(self, steps: int) -> None:
        """So many steps of the stage are done."""
        self.progress.advance(self._task, steps)

    def say(self, description: str) -> None:
        """Name what is done now."""
        self.progress.update(self._task, description=description)


@contextmanager
def showing() -> Iterator[Bar]:
    """A progress bar on standard error, gone when the work ends."""
    bar = Bar()
    with bar.progress:
        yield bar


@contextmanager
def workers(processes: int, ray: str | None) -> Iterator["Workers"]:
    """The workers that `--workers` and `--ray` ask for."""
    from classifier.scale import ScaleError, workers_for

    try:
        with workers_for(processes, ray=ray) as found:
            yield found
    except ScaleError as error:
        raise ConfigurationError(str(error)) from error


@contextmanager
def refusals() -> Iterator[None]:
    """What the workshop refuses is told as one sentence."""
    from classifier.datasets.load import DatasetError
    from classifier.encoder import EncoderUnavailableError
    from classifier.manifest import ArtifactError

    try:
        yield
    except DatasetError as error:
        raise InvalidRequest(str(error)) from error
    except (ArtifactError, EncoderUnavailableError) as error:
        raise ConfigurationError(str(error)) from error
