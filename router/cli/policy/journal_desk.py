"""How does a command reach the journal of policies, and which options do such commands share?"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from router.core.errors import ConfigurationError

if TYPE_CHECKING:
    from router.bootstrap.rollout import RolloutDesk

__all__ = [
    "AuthorOption",
    "CanaryOption",
    "ExpectOption",
    "HaltOption",
    "JsonOption",
    "LeastOption",
    "MessageOption",
    "PolicyArgument",
    "PromoteOption",
    "TeamsOption",
    "at_journal",
]

T = TypeVar("T")

MessageOption = Annotated[
    str, typer.Option("--message", "-m", help="Why; others read it in the history.")
]
AuthorOption = Annotated[
    str | None, typer.Option(help="Who; else git's user.name, else the user of this machine.")
]
ExpectOption = Annotated[
    str | None,
    typer.Option(help="Do it only if this version is in force: `name@hash`, or its beginning."),
]
PolicyArgument = Annotated[
    str | None, typer.Argument(help="A policy file, or a version of the store.")
]
CanaryOption = Annotated[
    str | None, typer.Option(help="Share of the conversations that it decides first: 10%.")
]
TeamsOption = Annotated[
    list[str] | None, typer.Option(help="Team that it decides for first; may be given often.")
]
HaltOption = Annotated[
    list[str] | None,
    typer.Option(
        help="What halts the canary: 'cost > +10%', 'errors > +2%' and 'bad_feedback > +5%' do by "
        "default, 'refused > +5%' if told. May be given often."
    ),
]
LeastOption = Annotated[
    int, typer.Option(min=1, help="Requests of each side before the canary is judged.")
]
PromoteOption = Annotated[
    str | None, typer.Option(help="When the canary comes into force by itself: 24h, 7d.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def at_journal(
    database: Path | None,
    work: Callable[["RolloutDesk"], Awaitable[T]],
    *,
    policy: Path | None = None,
    may_create: bool = False,
) -> T:
    """Do `work` with the journal in `database`, and close it however it ends.

    Raises:
        ConfigurationError: there is no such file, unless it `may_create` one.
    """
    from router.bootstrap.rollout import open_rollout
    from router.settings import Settings

    settings = Settings.load(database=database, policy=policy)
    if not (may_create or settings.has_stores):
        raise ConfigurationError(
            f"There is no ledger at {settings.database}. Name the service's file with --database "
            "or TIERWISE_DATABASE."
        )

    async def run() -> T:
        desk = open_rollout(settings)
        try:
            return await work(desk)
        finally:
            await desk.close()

    return asyncio.run(run())
