"""Which routes make up the service?"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

from fastapi import FastAPI

from router import __version__
from router.api import (
    analytics,
    approvals,
    batches,
    chat,
    coach,
    decisions,
    delegations,
    embeddings,
    estimate,
    feedback,
    files,
    grants,
    guide,
    health,
    media,
    model_list,
    usage,
    welcome,
)
from router.api.admin import ADMIN_ROUTES
from router.api.dialects import DIALECT_ROADS, DIALECT_ROUTES
from router.api.errors import ERROR_HANDLERS, ERRORS_DOCUMENTED
from router.api.exchange import Road
from router.bootstrap import Container

__all__ = ["create_app"]

_DIRECT_ROADS: Mapping[bytes, Road] = MappingProxyType(
    {b"/v1/chat/completions": chat.answer_chat, **DIALECT_ROADS}
)
"""POSTs here go from the connection to their handlers; FastAPI only documents them."""

_MODULES = (
    analytics,
    delegations,  # before approvals: else its path would be an approval's id
    approvals,
    grants,
    usage,
    coach,
    chat,
    embeddings,
    media,
    files,
    batches,
    model_list,
    decisions,
    estimate,
    feedback,
    guide,
    health,
    welcome,
)


def create_app(container: Container) -> FastAPI:
    """The application around `container`, which it starts and closes."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with container.running():
            yield

    app = FastAPI(
        title="Tierwise",
        version=__version__,
        summary="One OpenAI-compatible endpoint that sends each prompt to the right model.",
        lifespan=lifespan,
        redirect_slashes=False,
        exception_handlers=ERROR_HANDLERS,
        responses=ERRORS_DOCUMENTED,
    )
    app.state.container = container
    app.state.direct_roads = _DIRECT_ROADS
    app.state.admit = container.admit
    app.state.is_draining = False
    for module in _MODULES:
        app.include_router(module.routes)
    for routes in (*DIALECT_ROUTES, *ADMIN_ROUTES):
        app.include_router(routes)
    return app
