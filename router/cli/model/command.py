"""`tierwise model`: which artifact classifies, which others there are, and what would change."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.model.comparing import difference, refuse_if_worse
from router.cli.model.listing import as_json as as_record
from router.cli.model.listing import as_table
from router.cli.options import DatabaseOption, ModelsOption
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from classifier.registry import Registry
    from router.settings import Settings

__all__ = ["model"]

model = typer.Typer(help="Artifacts: list, compare, promote, roll back.", no_args_is_help=True)

VersionArgument = Annotated[
    str, typer.Argument(help="A label, its beginning, a version, or `shipped`.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
WhyOption = Annotated[str, typer.Option(help="The reason, for the journal.")]


@model.command("list")
def list_(
    *, as_json: JsonOption = False, models: ModelsOption = None, database: DatabaseOption = None
) -> None:
    """List the artifacts: when they were made, on what, how good, which is in force."""
    from rich.console import Console

    with _told():
        registry = _registry(_settings(models, database))
        standing, entries = registry.standing(), registry.entries()
        if as_json:
            for entry in entries:
                print(json.dumps(as_record(entry, standing)))
        else:
            Console().print(as_table(entries, standing))
            if standing.last is not None:
                last = standing.last
                why = f": {last.why}" if last.why else ""
                print(f"In force since {last.at}, by {last.who} ({last.step}){why}")
        for problem in registry.problems():
            typer.echo(f"left out: {problem}", err=True)


@model.command("add")
def add(
    folder: Annotated[Path, typer.Argument(help="What `tierwise train` wrote.")],
    *,
    models: ModelsOption = None,
    database: DatabaseOption = None,
) -> None:
    """Check an artifact and copy it to the others; what is in force stays."""
    with _told():
        entry = _registry(_settings(models, database)).add(folder)
    print(entry.name)
    typer.echo(f"Compare it with: tierwise model diff shipped {entry.name} --on FILE", err=True)


@model.command("diff")
def diff(
    before: VersionArgument,
    after: VersionArgument,
    *,
    on: Annotated[
        Path | None, typer.Option(help='JSONL of {"id", "messages"} lines, with labels or not.')
    ] = None,
    from_traffic: Annotated[
        bool, typer.Option("--from-traffic", help="What a shadow counted on real requests.")
    ] = False,
    as_json: JsonOption = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    models: ModelsOption = None,
    database: DatabaseOption = None,
) -> None:
    """Show in what two artifacts differ: data, figures, and what changes on prompts."""
    with _told():
        registry = _registry(_settings(models, database))
        pair = registry.find(before), registry.find(after)
        found = difference(registry, pair, on=on, from_traffic=from_traffic)
    if as_json:
        print(json.dumps(found.record()))
    else:
        _show(found.page(), as_source=markdown)


@model.command("promote")
def promote(
    version: VersionArgument,
    *,
    why: WhyOption = "",
    unless_worse: Annotated[
        Path | None,
        typer.Option(help="Labelled JSONL: refuse if it is significantly worse there."),
    ] = None,
    models: ModelsOption = None,
    database: DatabaseOption = None,
) -> None:
    """Put an artifact in force; a running service takes it up without a restart."""
    with _told():
        settings = _settings(models, database)
        registry = _registry(settings)
        entry = registry.find(version)
        if unless_worse is not None:
            refuse_if_worse(registry, entry, on=unless_worse)
        choice = registry.promote(entry, at=_now(), who=_who(settings), why=why)
    _tell(settings, f"{entry.manifest.label} is in force, before it {choice.before}.")


@model.command("rollback")
def rollback(
    *, why: WhyOption = "", models: ModelsOption = None, database: DatabaseOption = None
) -> None:
    """Return to the artifact that was in force before."""
    with _told():
        settings = _settings(models, database)
        choice = _registry(settings).rollback(at=_now(), who=_who(settings), why=why)
    _tell(settings, f"{choice.after} is in force again, before it {choice.before}.")


@model.command("card")
def card(
    version: VersionArgument, *, models: ModelsOption = None, database: DatabaseOption = None
) -> None:
    """Print the model card of an artifact."""
    with _told():
        print(_registry(_settings(models, database)).find(version).card)


@model.command("shadow")
def shadow(
    version: Annotated[str | None, typer.Argument(help="The artifact that is to look on.")] = None,
    *,
    share: Annotated[
        float, typer.Option(min=0.0001, max=1, help="Share of the requests that it sees.")
    ] = 0.1,
    off: Annotated[bool, typer.Option("--off", help="End it.")] = False,
    models: ModelsOption = None,
    database: DatabaseOption = None,
) -> None:
    """Let an artifact judge real requests beside the one in force; nothing it says is used."""
    with _told():
        settings = _settings(models, database)
        registry = _registry(settings)
        if off == (version is not None):
            raise InvalidRequest("Name the artifact that is to look on, or write --off.")
        entry = registry.find(version) if version is not None else None
        registry.shadow(entry, share=share, at=_now(), who=_who(settings))
        in_force = registry.find(registry.standing().current).manifest.label
    if entry is None:
        _tell(settings, "No artifact looks on any more.")
        return
    label = entry.manifest.label
    _tell(settings, f"{label} looks on at {share:.2%} of the requests. What it says:")
    print(f"tierwise model diff {in_force} {label} --from-traffic")


def _show(text: str, *, as_source: bool) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    if as_source:
        print(text)
    else:
        Console().print(Markdown(text))


def _tell(settings: "Settings", text: str) -> None:
    print(text)
    if settings.classifier is not None:
        typer.echo(
            f"TIERWISE_CLASSIFIER pins {settings.classifier}: a service with this setting takes "
            "no notice. Unset it and start the service again.",
            err=True,
        )


def _settings(models: Path | None, database: Path | None) -> "Settings":
    from router.settings import Settings

    return Settings.load(models=models, database=database)


def _registry(settings: "Settings") -> "Registry":
    from router.bootstrap import open_registry

    return open_registry(settings)


def _who(settings: "Settings") -> str:
    return settings.environment.get("USER") or settings.environment.get("LOGNAME") or "unknown"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def _told() -> Iterator[None]:
    """What the classifier's library raises is told as every other mistake."""
    from classifier.datasets.load import DatasetError
    from classifier.encoder import EncoderUnavailableError
    from classifier.journal import RegistryError
    from classifier.manifest import ArtifactError

    try:
        yield
    except (ArtifactError, DatasetError, EncoderUnavailableError, RegistryError) as error:
        raise InvalidRequest(str(error)) from error
