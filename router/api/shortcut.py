"""How does the main road skip what FastAPI does for roads with more junctions?

Route matching, dependency resolution and their layers of middleware cost about as much as routing
a prompt. The same handler stays registered with FastAPI, which documents it.
"""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import request_response
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from router.api.errors import ERROR_HANDLERS

__all__ = ["ShortcutApp"]

Handler = Callable[[Request], Awaitable[Response]]


class ShortcutApp(FastAPI):
    """FastAPI, but POSTs to one path go straight to their handler; errors look the same."""

    _path = ""
    _road: ASGIApp

    def shorten(self, path: str, handler: Handler) -> None:
        """Answer POSTs to `path` with `handler` directly."""
        expected = {
            kind: handle for kind, handle in ERROR_HANDLERS.items() if kind is not Exception
        }
        self._road = ServerErrorMiddleware(
            ExceptionMiddleware(request_response(handler), handlers=expected),
            handler=ERROR_HANDLERS[Exception],
        )
        self._path = path

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == self._path and scope["method"] == "POST":
            scope["app"] = self
            await self._road(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
