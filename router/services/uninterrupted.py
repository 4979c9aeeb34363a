"""How is work that must not be left half done (booking) carried to its end?"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

__all__ = ["uninterrupted"]

T = TypeVar("T")


async def uninterrupted(work: Awaitable[T]) -> T:
    """The result of `work`, which runs to its end however often the waiting task is cancelled.

    A cancelling is not lost: it is raised when the work is done, unless the work itself failed.
    """
    task = asyncio.ensure_future(work)
    cancelling: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelling = error
    result = task.result()
    if cancelling is not None:
        raise cancelling
    return result
