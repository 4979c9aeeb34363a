"""`tierwise coach`: what does my own use suggest to me?"""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from router.cli.asking_service import Answered, KeyOption, UrlOption, ask_service

__all__ = ["coach"]

_PATH = "/v1/coach/me"


class Digest(StrEnum):
    """Whether a digest is mailed."""

    WEEKLY = "weekly"
    OFF = "off"


def coach(
    *,
    days: Annotated[int, typer.Option(min=1, max=90, help="How many days to look at.")] = 30,
    digest: Annotated[
        Digest | None, typer.Option(help="Choose whether your digest is mailed, and stop.")
    ] = None,
    headers: Annotated[
        bool | None,
        typer.Option(
            "--headers/--no-headers", help="Choose whether your answers carry a tip, and stop."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    url: UrlOption = "http://127.0.0.1:8080",
    key: KeyOption = None,
) -> None:
    """Print tips on your own use of models; nobody else can ask for them."""
    if digest is not None or headers is not None:
        chosen: dict[str, object] = {}
        if digest is not None:
            chosen["digest"] = digest.value
        if headers is not None:
            chosen["headers"] = headers
        told = ask_service("PUT", _PATH, url=url, key=key, body=chosen)
        lines = [f"Digest: {told['digest']}. Tips in answers: {_yes(told['headers'])}."]
    else:
        told = ask_service("GET", f"{_PATH}?days={days}", url=url, key=key)
        lines = list(_lines(told, days=days))
    typer.echo(json.dumps(told, indent=2, ensure_ascii=False) if as_json else "\n".join(lines))


def _lines(told: Answered, *, days: int) -> Iterator[str]:
    yield f"{told['requests']} requests in {days} days, USD {told['spent_usd']}."
    if not told["is_whole"]:
        yield "Only the newest requests were looked at."
    if not told["tips"]:
        yield "Nothing stands out. There is no tip."
        return
    yield f"What these tips name together is estimated at USD {told['saved_usd']}."
    for tip in told["tips"]:
        yield ""
        yield f"{tip['kind']}: {tip['text']}"
        yield f"  How: {tip['how']}"
        yield f"  Example: GET /v1/decisions/{tip['examples'][0]}"


def _yes(is_on: object) -> str:
    return "on" if is_on else "off"
