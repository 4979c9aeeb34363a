"""Tests of `router.api.shortcut`."""

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from router.api.shortcut import ShortcutApp
from router.core.errors import InvalidRequest


def client_of(app: ShortcutApp) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.fixture
def app() -> ShortcutApp:
    async def handler(request: Request) -> Response:
        body = await request.body()
        if body == b"refuse":
            raise InvalidRequest("no")
        if body == b"break":
            raise KeyError("a mistake of our own")
        return Response(body + str(request.app is app).encode())

    app = ShortcutApp()
    app.shorten("/fast", handler)
    return app


async def test_posts_to_the_path_reach_the_handler_and_know_their_application(
    app: ShortcutApp,
) -> None:
    async with client_of(app) as client:
        assert (await client.post("/fast", content=b"hi ")).text == "hi True"


async def test_everything_else_goes_through_fastapi(app: ShortcutApp) -> None:
    async with client_of(app) as client:
        assert (await client.get("/fast")).status_code == 404
        assert (await client.get("/openapi.json")).status_code == 200


@pytest.mark.parametrize(("body", "status", "code"), [(b"refuse", 400, "invalid_request")])
async def test_errors_look_as_they_do_elsewhere(
    app: ShortcutApp, body: bytes, status: int, code: str
) -> None:
    async with client_of(app) as client:
        answer = await client.post("/fast", content=body)

    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code


async def test_our_own_mistakes_are_an_error_object_too(app: ShortcutApp) -> None:
    async with client_of(app) as client:
        answer = await client.post("/fast", content=b"break")

    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "router_error"
