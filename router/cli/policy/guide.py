"""`tierwise policy guide`: what a policy means to those whose requests it routes."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.options import CatalogOption, PolicyOption
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from router.core.guide.guide import Guide

__all__ = ["guide"]


class Format(StrEnum):
    """How the guide is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


def guide(
    *,
    policy: PolicyOption = None,
    catalog: CatalogOption = None,
    team: Annotated[str | None, typer.Option(help="Only what concerns this team.")] = None,
    format: Annotated[
        Format, typer.Option("--format", help="text, markdown or html.")
    ] = Format.TEXT,
    base_url: Annotated[
        str | None, typer.Option(help="Where applications call it; else this machine's address.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Tell the policy in plain words: which work goes where, why, and what needs approval."""
    from datetime import UTC, datetime

    from router.bootstrap.written import rulebook_as_written
    from router.core.guide.writing import guide_to
    from router.settings import Settings

    settings = Settings.load(policy=policy, catalog=catalog)
    told = guide_to(
        rulebook_as_written(settings),
        base_url=base_url or f"http://{settings.host}:{settings.port}/v1",
        at=datetime.now(UTC),
        team=team,
    )
    text = _written(told, format)
    if out is None:
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidRequest(f"{out} cannot be written: {error.strerror}.") from error


def _written(told: "Guide", form: Format) -> str:
    from router.api.guide_page import render_guide
    from router.core.guide.markdown import markdown
    from router.core.guide.plain_text import plain_text

    return {Format.TEXT: plain_text, Format.MARKDOWN: markdown, Format.HTML: render_guide}[form](
        told
    )
