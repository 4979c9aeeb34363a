"""Tests of `router.api.errors`."""

import json
import logging

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Scope

from router import __version__
from router.core.errors import (
    RouterError,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamMisconfigured,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from tests.fakes import Service

ASK = {"model": "auto", "messages": [{"role": "user", "content": "hello"}]}
CHAT = "/v1/chat/completions"


async def failing_with(
    error: RouterError, service: Service, client: httpx.AsyncClient
) -> httpx.Response:
    service.provider.error = error
    return await client.post(CHAT, json=ASK)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (UpstreamFailed("500"), 502, "upstream_failed"),
        (UpstreamUnreachable("no"), 502, "upstream_unreachable"),
        (UpstreamGarbled("what?"), 502, "upstream_garbled"),
        (UpstreamMisconfigured("key"), 502, "upstream_misconfigured"),
        (UpstreamTimedOut("silent"), 504, "upstream_timeout"),
        (UpstreamRateLimited("slow", headers={"retry-after": "3"}), 429, "upstream_rate_limited"),
    ],
)
async def test_errors_come_in_openais_shape_and_name_the_decision(
    error: RouterError, status: int, code: str, service: Service, client: httpx.AsyncClient
) -> None:
    response = await failing_with(error, service, client)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    assert response.json()["error"]["code"] == code
    assert response.json()["error"]["message"] == error.message
    assert response.headers["x-tierwise-decision-id"] == service.ledger.only.decision_id
    assert response.headers["x-tierwise-version"] == __version__


async def test_when_to_try_again_is_passed_on(service: Service, client: httpx.AsyncClient) -> None:
    limited = UpstreamRateLimited("slow", headers={"retry-after": "3"})

    response = await failing_with(limited, service, client)

    assert response.headers["retry-after"] == "3"


async def test_a_providers_refusal_is_passed_on_byte_for_byte(
    service: Service, client: httpx.AsyncClient
) -> None:
    words = b'{ "error" : {"message":"\\u00fc too long","code":"context_length_exceeded","x":1.50}}'
    rejected = UpstreamRejected("no", upstream_status=422, upstream_body=words)

    response = await failing_with(rejected, service, client)

    assert (response.status_code, response.content) == (422, words)
    assert response.headers["x-tierwise-decision-id"] == service.ledger.only.decision_id


@pytest.mark.parametrize(
    "words",
    [b"", b"<html>", b"[1]", b'{"detail":"x"}', b"\xff", b'{"error":' + b"[" * 100_000],
)
async def test_a_refusal_in_another_shape_is_told_in_ours(
    words: bytes, service: Service, client: httpx.AsyncClient
) -> None:
    rejected = UpstreamRejected("It said no.", upstream_status=400, upstream_body=words)

    response = await failing_with(rejected, service, client)

    assert response.status_code == 400
    assert response.json()["error"]["message"] == "It said no."
    assert response.json()["error"]["code"] == "upstream_rejected"


@pytest.mark.parametrize("value", ["größe", "大", "\udcff", "a\r\nset-cookie: b=c"])
async def test_no_header_of_a_provider_breaks_or_forges_the_answer(
    value: str, service: Service, client: httpx.AsyncClient
) -> None:
    limited = UpstreamRateLimited("slow", headers={"x-ratelimit-reset": value})

    response = await failing_with(limited, service, client)

    assert response.status_code == 429
    assert "set-cookie" not in response.headers


async def test_a_message_in_any_script_reaches_the_caller(
    service: Service, client: httpx.AsyncClient
) -> None:
    response = await failing_with(UpstreamFailed("Heute zu — 閉 \ud800"), service, client)

    assert response.status_code == 502
    assert response.json()["error"]["message"].startswith("Heute zu — 閉")


async def test_an_unknown_path_says_where_to_look(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/chat")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "unknown_url"
    assert "GET /openapi.json" in response.json()["error"]["message"]


async def test_a_wrong_method_is_said_to_be_wrong(client: httpx.AsyncClient) -> None:
    response = await client.get(CHAT)

    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert response.json()["error"]["code"] == "method_not_allowed"


async def test_our_own_mistake_is_logged_and_not_shown(
    app: FastAPI, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> None:
        raise ZeroDivisionError("secret detail")

    app.add_api_route("/broken", broken)

    response = await client.get("/broken")

    assert response.status_code == 500
    assert response.json()["error"]["code"] == "router_error"
    assert "secret detail" not in response.text
    assert "unexpected error on GET /broken" in caplog.text


async def test_a_caller_who_leaves_while_sending_is_no_mistake_of_ours(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": b'{"model":', "more_body": True},
        {"type": "http.disconnect"},
    ]
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": CHAT,
        "headers": [],
        "query_string": b"",
    }

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        json.dumps(message, default=str)

    with caplog.at_level(logging.ERROR):
        await app(scope, receive, send)

    assert caplog.text == ""
