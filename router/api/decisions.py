"""POST /v1/route and GET /v1/decisions/{id}: the reasoning, before and after."""

from fastapi import APIRouter, Request

from router.api.access import called_by
from router.api.explanations import explanation_json, recalled_json
from router.api.parsing import parse_chat
from router.api.request_body import read_body
from router.api.services import container_of

__all__ = ["routes"]

routes = APIRouter()


@routes.post("/v1/route")
async def route(request: Request) -> dict[str, object]:
    """Decide only: takes a chat completion body, calls nobody, books nothing."""
    container = container_of(request)
    key = await called_by(request)
    body = await read_body(request, limit=container.settings.max_body_bytes)
    parsed = parse_chat(body, request.headers)
    return explanation_json(await container.explain.would(parsed, key))


@routes.get("/v1/decisions/{decision_id}")
async def show_decision(request: Request, decision_id: str) -> dict[str, object]:
    """A past decision with its reasoning, usage and cost."""
    container = container_of(request)
    return recalled_json(await container.explain.did(decision_id, await called_by(request)))
