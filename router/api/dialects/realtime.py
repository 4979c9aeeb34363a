"""GET /v1/realtime: what does a client learn that asks for OpenAI's conversation by WebSocket?"""

from fastapi import APIRouter
from starlette.responses import Response

from router.core.errors import NotOffered

__all__ = ["routes"]

routes = APIRouter()


@routes.get("/v1/realtime", response_class=Response)
async def refuse_realtime() -> Response:
    """Refuse the upgrade: spoken conversations cannot be held, priced and booked by request."""
    raise NotOffered(
        "Tierwise has no realtime API: a WebSocket's cost cannot be held before it is spent. Use "
        'POST /v1/chat/completions or POST /v1/responses with "stream": true.',
        headers={"x-should-retry": "false"},
    )
