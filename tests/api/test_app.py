"""Tests of `router.api.app`."""

import httpx
from fastapi import FastAPI

from router.api.access import ADMIN_PREFIX
from tests.fakes import Service


async def test_the_routes_are_those_that_the_readme_promises(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]

    assert {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method in methods
        if not path.startswith(ADMIN_PREFIX)
    } == {
        "POST /v1/chat/completions",
        "POST /v1/messages",
        "POST /v1/messages/count_tokens",
        "POST /v1/responses",
        "POST /v1/completions",
        "GET /v1/realtime",
        "POST /v1/embeddings",
        "POST /v1/moderations",
        "POST /v1/images/generations",
        "POST /v1/images/edits",
        "POST /v1/images/variations",
        "POST /v1/audio/speech",
        "POST /v1/audio/transcriptions",
        "POST /v1/audio/translations",
        "POST /v1/files",
        "GET /v1/files",
        "GET /v1/files/{file_id}",
        "GET /v1/files/{file_id}/content",
        "DELETE /v1/files/{file_id}",
        "POST /v1/batches",
        "GET /v1/batches",
        "GET /v1/batches/{batch_id}",
        "POST /v1/batches/{batch_id}/cancel",
        "GET /v1/models",
        "GET /v1/models/{name}",
        "POST /v1/estimate",
        "POST /v1/route",
        "GET /v1/usage/me",
        "GET /v1/coach/me",
        "PUT /v1/coach/me",
        "GET /v1/decisions/{decision_id}",
        "GET /v1/analytics/behaviour",
        "POST /v1/feedback",
        "GET /v1/feedback/{decision_id}",
        "POST /v1/approvals",
        "GET /v1/approvals",
        "GET /v1/approvals/{approval_id}",
        "POST /v1/approvals/{approval_id}/approve",
        "POST /v1/approvals/{approval_id}/deny",
        "POST /v1/approvals/{approval_id}/withdraw",
        "POST /v1/approvals/delegations",
        "GET /v1/approvals/delegations",
        "DELETE /v1/approvals/delegations/{delegation_id}",
        "GET /v1/grants",
        "GET /v1/grants/{grant_id}",
        "POST /v1/grants/{grant_id}/revoke",
        "GET /guide",
        "GET /",
        "GET /healthz",
        "GET /readyz",
    }


async def test_its_life_begins_with_the_rulebook_archived_and_ends_with_all_closed(
    app: FastAPI, service: Service
) -> None:
    async with app.router.lifespan_context(app):
        assert service.archive.find(policy_version="pol-1", catalog_version="cat-1") is not None
        assert service.provider.closed == 0

    assert service.provider.closed == 1
