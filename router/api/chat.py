"""POST /v1/chat/completions: the main road, whole and streamed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from router.api.access import called_by
from router.api.answers import StreamedAnswer, WholeAnswer
from router.api.origin import origin_of
from router.api.parsing import parse_chat
from router.api.presence import unless_gone
from router.api.request_body import read_body
from router.api.services import container_of
from router.core.chat import ChatRequest
from router.core.key import VirtualKey
from router.services.complete import Complete

__all__ = ["CHAT_PATH", "answer_chat", "routes"]

CHAT_PATH = "/v1/chat/completions"
routes = APIRouter()


@routes.post(CHAT_PATH, response_class=Response)
async def answer_chat(request: Request) -> Response:
    """Answer a conversation. `model: "auto"` lets the policy choose the deployment."""
    container = container_of(request)
    key = await called_by(request)
    body = await read_body(request, limit=container.settings.max_body_bytes)
    parsed = parse_chat(body, request.headers, origin=origin_of(request))
    if parsed.is_streamed:
        return await unless_gone(request, _open(container.complete, parsed, key=key))
    # Awaited also when the caller leaves: it is billed whole, and only then is its cost known.
    return WholeAnswer(await container.complete(parsed, key))


async def _open(complete: Complete, parsed: ChatRequest, *, key: VirtualKey) -> Response:
    return StreamedAnswer(await complete.stream(parsed, key))
