"""POST /v1/images/…, /v1/audio/… and /v1/moderations: bodies that are passed on, and counted."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from router.api.access import called_by
from router.api.answers import WholeAnswer
from router.api.media_parsing import parse_media
from router.api.origin import origin_of
from router.api.request_body import read_body
from router.api.services import container_of
from router.core.media import Operation

__all__ = ["routes"]

routes = APIRouter()


def _answering(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        container = container_of(request)
        key = await called_by(request)
        body = await read_body(request, limit=container.settings.max_body_bytes)
        parsed = parse_media(operation, body, headers=request.headers, origin=origin_of(request))
        return WholeAnswer(await container.pass_on(parsed, key))

    return answer


for _operation in Operation:
    _words = _operation.replace("/", "_")
    routes.add_api_route(
        f"/v1/{_operation}",
        _answering(_operation),
        methods=["POST"],
        response_class=Response,
        name=f"answer_{_words}",
        summary=f"Pass {_operation} on",
    )
