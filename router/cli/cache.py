"""`tierwise cache`: how many answers does the service keep to give again, and forget them."""

from typing import Annotated
from urllib.parse import quote

import typer

from router.cli.asking_service import KeyOption, UrlOption, ask_service

__all__ = ["cache"]

cache = typer.Typer(
    help="Answers that are given again: count them, clear them.", no_args_is_help=True
)
_PATH = "/v1/admin/cache"
_HERE = "http://127.0.0.1:8080"


@cache.command()
def status(*, url: UrlOption = _HERE, key: KeyOption = None) -> None:
    """Show how many answers the running service keeps, and where."""
    told = ask_service("GET", _PATH, url=url, key=key)
    where = "Redis" if told["where"] == "redis" else "the memory of the process that answered"
    typer.echo(f"{told['answers']:,} answers of {told['bytes']:,} bytes are kept in {where}.")


@cache.command()
def clear(
    *,
    subject: Annotated[
        str | None,
        typer.Option(help="Only what this one asked for: key:key_1, user:ada, team:search."),
    ] = None,
    url: UrlOption = _HERE,
    key: KeyOption = None,
) -> None:
    """Forget the answers that the running service keeps; the next requests are new calls."""
    path = _PATH if subject is None else f"{_PATH}?subject={quote(subject, safe='')}"
    told = ask_service("DELETE", path, url=url, key=key)
    typer.echo(f"{told['answers']:,} answers are forgotten.")
