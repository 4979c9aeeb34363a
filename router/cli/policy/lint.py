"""`tierwise policy lint`: what is wrong or doubtful in policies, catalogs and cases."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from router.cli.options import CatalogOption

__all__ = ["lint"]


class LintFormat(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def lint(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Policies, catalogs, cases or folders; else the service's files."),
    ] = None,
    *,
    catalog: CatalogOption = None,
    format: Annotated[
        LintFormat, typer.Option("--format", help="text, json, sarif or github.")
    ] = LintFormat.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
) -> None:
    """Say what is wrong or doubtful in policies, with line and column; exit 1 where it is wrong."""
    from router.bootstrap import lint_files
    from router.cli.policy.lint_formats import WRITERS, summary
    from router.core.lint.placed import is_refused
    from router.settings import Settings

    settings = Settings.load(catalog=catalog)
    found = lint_files(
        files or [settings.policy, settings.catalog],
        catalog=settings.catalog,
        today=datetime.now(UTC).date(),
    )
    text = WRITERS[format.value](found)
    if text:
        print(text)
    typer.echo(summary(found), err=True)
    if is_refused(found, is_strict=strict):
        raise typer.Exit(1)
