"""How does a command look into the stores of a service, running or not?"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from router.core.errors import ConfigurationError

if TYPE_CHECKING:
    from router.bootstrap import Desk

__all__ = ["at_desk"]

T = TypeVar("T")


def at_desk(
    database: Path | None,
    work: Callable[["Desk"], Awaitable[T]],
    *,
    may_create: bool = False,
    catalog: Path | None = None,
) -> T:
    """Do `work` with the stores in `database`, and close them however it ends.

    Raises:
        ConfigurationError: there is no such file, unless it `may_create` one.
    """
    from router.bootstrap import open_desk
    from router.settings import Settings

    settings = Settings.load(database=database, catalog=catalog)
    if not (may_create or settings.has_stores):
        raise ConfigurationError(
            f"There is no ledger at {settings.database}. Name the service's file with --database "
            "or TIERWISE_DATABASE."
        )

    async def run() -> T:
        desk = open_desk(settings)
        try:
            return await work(desk)
        finally:
            await desk.close()

    return asyncio.run(run())
