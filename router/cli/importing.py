"""`tierwise import`: another router's configuration becomes a policy, a catalog and a report."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from router.core.importing.listing import Importer

__all__ = ["importing"]

importing = typer.Typer(
    help="Make policy and catalog from another router's configuration.", no_args_is_help=True
)

FileArgument = Annotated[Path, typer.Argument(help="The configuration file (YAML).")]
OutOption = Annotated[
    Path, typer.Option(help="Folder for policy.yaml, catalog.yaml and IMPORT.md.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]
_OUT = Path("policies-imported")


@importing.callback()
def _group() -> None:
    """Make policy and catalog from another router's configuration."""


@importing.command("litellm")
def litellm(
    file: FileArgument,
    *,
    out: OutOption = _OUT,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import the config.yaml of a LiteLLM proxy: models, groups, fallbacks, budgets."""
    import os
    from functools import partial

    from router.core.importing.litellm import import_litellm

    importer = partial(import_litellm, environment=dict(os.environ))
    _carry_over(file, importer, out=out, force=force, as_json=as_json)


@importing.command("routellm")
def routellm(
    file: FileArgument,
    *,
    strong_model: Annotated[str | None, typer.Option(help="The dear model of the pair.")] = None,
    weak_model: Annotated[str | None, typer.Option(help="The cheap model of the pair.")] = None,
    router: Annotated[
        str | None, typer.Option(help="What callers ask for, such as router-mf-0.11593.")
    ] = None,
    base_url: Annotated[str | None, typer.Option(help="Address of both models.")] = None,
    out: OutOption = _OUT,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import RouteLLM's configuration, and the options that its server is started with."""
    from functools import partial

    from router.core.importing.routellm import Options, import_routellm

    options = Options(
        strong_model=strong_model, weak_model=weak_model, router=router, base_url=base_url
    )
    importer = partial(import_routellm, options=options)
    _carry_over(file, importer, out=out, force=force, as_json=as_json)


@importing.command("vllm-semantic-router")
def vllm_semantic_router(
    file: FileArgument,
    *,
    out: OutOption = _OUT,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import vLLM Semantic Router's config.yaml: models, and decisions where the meaning fits."""
    from router.core.importing.semantic_router import import_semantic_router

    _carry_over(file, import_semantic_router, out=out, force=force, as_json=as_json)


def _carry_over(file: Path, importer: "Importer", *, out: Path, force: bool, as_json: bool) -> None:
    from router.bootstrap import import_file, write_folder
    from router.core.importing.report import report_json, report_text

    imported = import_file(file, importer)
    written = write_folder(imported, out, may_replace=force)
    if as_json:
        said = {**report_json(imported), "files": [str(path) for path in written]}
        print(json.dumps(said, indent=2, ensure_ascii=False))
        return
    print(report_text(imported), end="")
    policy, catalog = out / "policy.yaml", out / "catalog.yaml"
    typer.echo(
        f"\nWritten: {', '.join(map(str, written))}.\n"
        f"Try it: tierwise explain 'Hello' --policy {policy} --catalog {catalog}",
        err=True,
    )
