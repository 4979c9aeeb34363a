"""Does anybody still wait for the answer? A caller who goes away cancels what is under way."""

import asyncio
from collections.abc import Awaitable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

from router.api.asked import Asked

__all__ = ["unless_gone", "until_gone"]

_CLIENT_CLOSED_REQUEST = 499


async def unless_gone(request: Request, answering: Awaitable[Response]) -> Response:
    """The answer, or an empty one that nobody reads where the caller went away before it."""
    if isinstance(request, Asked):
        return await request.asking.while_present(answering)
    asking = asyncio.current_task()
    if asking is None:
        raise RuntimeError("requests are answered in tasks")
    watching = asyncio.create_task(_cancel_when_gone(request.receive, asking))
    try:
        return await answering
    except asyncio.CancelledError:
        if not watching.done():  # the server shuts down
            raise
        asking.uncancel()
        return Response(status_code=_CLIENT_CLOSED_REQUEST)
    finally:
        watching.cancel()


async def until_gone(receive: Receive) -> None:
    """Wait until the caller hangs up; the body must have been read."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cancel_when_gone(receive: Receive, asking: asyncio.Task[object]) -> None:
    await until_gone(receive)
    asking.cancel()
