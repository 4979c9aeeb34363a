"""Tests of `router.api.chat`."""

import json

import httpx
import pytest

from router.bootstrap import Container
from router.core.ledger import Outcome
from tests.factories import key
from tests.fakes import ANSWER, EVENT, Service

CHAT = "/v1/chat/completions"
ASK = {"model": "auto", "messages": [{"role": "user", "content": "hello"}]}


async def test_an_answer_is_the_providers_with_the_decision_in_the_headers(
    client: httpx.AsyncClient, service: Service
) -> None:
    response = await client.post(CHAT, json=ASK)

    entry = service.ledger.only
    assert (response.status_code, response.content) == (200, ANSWER.body)
    assert response.headers["x-tierwise-decision-id"] == entry.decision_id
    assert response.headers["x-tierwise-model"] == "middle"
    assert response.headers["x-tierwise-tier"] == "standard"
    assert response.headers["x-tierwise-rule"] == "default"
    assert response.headers["x-tierwise-cost-usd"] == "0.0014"


async def test_a_stream_is_passed_on_as_events(client: httpx.AsyncClient, service: Service) -> None:
    asked = {**ASK, "stream": True, "stream_options": {"include_usage": True}}

    response = await client.post(CHAT, json=asked)

    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-tierwise-model"] == "middle"
    *events, usage, done, nothing = response.content.split(b"\n\n")
    assert [event + b"\n\n" for event in events] == [EVENT, EVENT]
    said = json.loads(usage.removeprefix(b"data: "))
    assert said["tierwise"]["decision_id"] == service.ledger.only.decision_id
    assert (done, nothing) == (b"data: [DONE]", b"")


async def test_fields_that_nobody_here_knows_reach_the_provider_untouched(
    client: httpx.AsyncClient, service: Service
) -> None:
    sent = b'{"model":"auto","x":{ "y" : 1.50 },"messages":[{"role":"user","content":"hi"}]}'

    await client.post(CHAT, content=sent)

    assert service.provider.calls[0].fields["x"] == b'{ "y" : 1.50 }'


async def test_a_request_is_booked_on_its_key_and_on_what_it_claims(
    client: httpx.AsyncClient, service: Service
) -> None:
    await service.keys.add(key(id="key_7", team="pay"), secret="tw-7")
    headers = {
        "Authorization": "Bearer tw-7",
        "X-Tierwise-Team": "somebody else",
        "Helicone-User-Id": "ada",
        "X-LiteLLM-Tags": "batch,night",
    }

    await client.post(CHAT, json={**ASK, "metadata": {"project": "moon"}}, headers=headers)

    caller = service.ledger.only.caller
    assert (caller.key_id, caller.team, caller.user) == ("key_7", "pay", "ada")
    assert (caller.project, caller.tags) == ("moon", ("batch", "night"))


@pytest.mark.parametrize("stream", [False, True])
async def test_an_unknown_key_is_refused_and_not_booked(
    stream: bool, client: httpx.AsyncClient, service: Service
) -> None:
    headers = {"Authorization": "Bearer tw-unknown"}

    response = await client.post(CHAT, json={**ASK, "stream": stream}, headers=headers)

    assert response.status_code == 401
    assert response.json()["error"]["code"] == "invalid_api_key"
    assert service.ledger.booked == []


@pytest.mark.parametrize("stream", [False, True])
async def test_an_unknown_model_is_refused_with_status_param_and_decision(
    stream: bool, client: httpx.AsyncClient, service: Service
) -> None:
    response = await client.post(CHAT, json={**ASK, "model": "midle", "stream": stream})

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "model_not_found"
    assert response.json()["error"]["param"] == "model"
    assert "middle" in response.json()["error"]["message"]
    assert response.headers["x-tierwise-decision-id"] == service.ledger.only.decision_id
    assert service.ledger.only.outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("sent", "param"),
    [(b"{", None), (b"[]", None), (b'{"model":"auto"}', "messages"), (b"\xff", None)],
)
async def test_a_malformed_body_is_refused_in_openais_shape(
    sent: bytes, param: str | None, client: httpx.AsyncClient
) -> None:
    response = await client.post(CHAT, content=sent)

    assert response.status_code == 400
    assert response.json()["error"]["type"] == "invalid_request_error"
    assert response.json()["error"]["code"] == "invalid_request"
    assert response.json()["error"]["param"] == param


async def test_a_body_that_is_too_large_is_refused(
    client: httpx.AsyncClient, container: Container
) -> None:
    response = await client.post(CHAT, content=b"x" * (container.settings.max_body_bytes + 1))

    assert response.status_code == 413
    assert response.json()["error"]["code"] == "payload_too_large"


@pytest.mark.parametrize("depth", range(100, 1_000, 25))
async def test_no_depth_of_nesting_is_a_mistake_of_ours(
    depth: int, client: httpx.AsyncClient
) -> None:
    calls = b"[" * depth + b"]" * depth
    sent = b'{"model":"auto","messages":[{"role":"assistant","tool_calls":%b,"content":%b}]}' % (
        calls,
        calls,
    )

    assert (await client.post(CHAT, content=sent)).status_code in {200, 400}


@pytest.mark.parametrize("stream", [False, True])
async def test_what_cannot_be_booked_is_told(
    stream: bool, client: httpx.AsyncClient, service: Service
) -> None:
    service.ledger.is_broken = True

    response = await client.post(CHAT, json={**ASK, "stream": stream})

    assert b"ledger_unavailable" in response.content
    assert b"[DONE]" not in response.content
    assert response.status_code == (200 if stream else 503)
