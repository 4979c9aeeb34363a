"""POST /v1/embeddings: texts to vectors under the same keys, policy and ledger."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from router.api.access import called_by
from router.api.answers import WholeAnswer
from router.api.origin import origin_of
from router.api.parsing import parse_embedding
from router.api.request_body import read_body
from router.api.services import container_of

__all__ = ["routes"]

routes = APIRouter()


@routes.post("/v1/embeddings", response_class=Response)
async def answer_embedding(request: Request) -> Response:
    """Embed one text or a list of texts."""
    container = container_of(request)
    key = await called_by(request)
    body = await read_body(request, limit=container.settings.max_body_bytes)
    parsed = parse_embedding(body, request.headers, origin=origin_of(request))
    return WholeAnswer(await container.embed(parsed, key))
