"""Which routes make up the service?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from router import __version__
from router.api import (
    analytics,
    approvals,
    chat,
    coach,
    decisions,
    delegations,
    embeddings,
    estimate,
    feedback,
    grants,
    guide,
    health,
    model_list,
    usage,
)
from router.api.admin import ADMIN_ROUTES
from router.api.errors import ERROR_HANDLERS
from router.api.shortcut import ShortcutApp
from router.bootstrap import Container

__all__ = ["create_app"]


def create_app(container: Container) -> FastAPI:
    """The application around `container`, which it starts and closes."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with container.running():
            yield

    app = ShortcutApp(
        title="Tierwise",
        version=__version__,
        summary="One OpenAI-compatible endpoint that sends each prompt to the right model.",
        lifespan=lifespan,
        redirect_slashes=False,
        exception_handlers=ERROR_HANDLERS,
    )
    app.state.container = container
    for module in (
        analytics,
        delegations,  # before approvals: else its path would be an approval's id
        approvals,
        grants,
        usage,
        coach,
        chat,
        embeddings,
        model_list,
        decisions,
        estimate,
        feedback,
        guide,
        health,
    ):
        app.include_router(module.routes)
    for routes in ADMIN_ROUTES:
        app.include_router(routes)
    app.shorten(chat.CHAT_PATH, chat.answer_chat)
    return app
