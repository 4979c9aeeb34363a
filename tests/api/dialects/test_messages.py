"""Tests of `router.api.dialects.messages`."""

import json

import httpx
import pytest

from router.api.dialects.messages import routes
from router.core.errors import (
    LedgerUnavailable,
    Overloaded,
    UpstreamRejected,
    UpstreamTimedOut,
)
from router.core.key import VirtualKey
from router.core.ledger import Outcome
from router.core.usage import Usage
from router.ports.provider import Answer
from tests.core.dialects.answers import Told, read_events
from tests.fakes import ScriptedStream, Service

MESSAGES = "/v1/messages"
ASK: dict[str, object] = {
    "model": "auto",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "hello"}],
}
SAID = Told(texts=["Hel", "lo"])
USAGE = Usage(input_tokens=1000, cached_tokens=400, output_tokens=100)


@pytest.fixture
def service(service: Service) -> Service:
    service.provider.answer = Answer(body=json.dumps(SAID.whole()).encode(), usage=USAGE)
    chunks = [json.dumps(chunk).encode() for chunk in SAID.chunks()[:-2]]
    service.provider.answer_stream = ScriptedStream(
        events=[b"data: " + chunk + b"\n\n" for chunk in chunks],
        usage_chunk=json.dumps(SAID.chunks()[-2]).encode(),
    )
    return service


async def test_an_answer_is_a_message_with_the_decision_in_the_headers(
    client: httpx.AsyncClient, service: Service
) -> None:
    response = await client.post(MESSAGES, json=ASK, headers={"anthropic-version": "2023-06-01"})

    entry = service.ledger.only
    said = response.json()
    assert (response.status_code, said["content"]) == (200, [{"type": "text", "text": "Hello"}])
    assert (said["usage"]["input_tokens"], said["usage"]["cache_read_input_tokens"]) == (600, 400)
    assert response.headers["request-id"] == entry.decision_id
    assert response.headers["x-tierwise-decision-id"] == entry.decision_id
    assert response.headers["x-tierwise-model"] == "middle"
    assert said["id"].removeprefix("msg_") in entry.decision_id


async def test_a_stream_is_told_in_anthropics_events_and_booked(
    client: httpx.AsyncClient, service: Service
) -> None:
    response = await client.post(f"{MESSAGES}?beta=true", json={**ASK, "stream": True})

    assert response.headers["content-type"].startswith("text/event-stream")
    found = read_events(response.content)
    assert (found[0]["type"], found[-1]["type"]) == ("message_start", "message_stop")
    assert service.ledger.only.outcome is Outcome.COMPLETED


async def test_what_was_left_out_is_told(client: httpx.AsyncClient) -> None:
    response = await client.post(MESSAGES, json={**ASK, "context_management": {}})

    assert response.headers["x-tierwise-left-out"] == "context_management"


async def test_tokens_are_counted_without_a_call_or_an_entry(
    client: httpx.AsyncClient, service: Service
) -> None:
    short, long = [
        (await client.post(f"{MESSAGES}/count_tokens", json={**ASK, "system": text})).json()
        for text in ("Be kind.", "Be kind. " * 50)
    ]

    assert 0 < short["input_tokens"] < long["input_tokens"]
    assert service.provider.calls == []
    assert service.ledger.booked == []


async def test_metadata_names_the_user_and_stays_here(
    client: httpx.AsyncClient, service: Service
) -> None:
    await client.post(MESSAGES, json={**ASK, "metadata": {"user_id": "ada"}})

    assert service.ledger.only.caller.user == "ada"
    assert "metadata" not in service.provider.calls[0].fields


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (Overloaded("Too much."), 529, "overloaded_error"),
        (UpstreamTimedOut("Silent."), 504, "timeout_error"),
        (LedgerUnavailable("Full."), 503, "api_error"),
        (
            UpstreamRejected(
                "No.", upstream_status=413, upstream_body=b'{"error":{"message":"Too long."}}'
            ),
            413,
            "request_too_large",
        ),
    ],
)
async def test_errors_are_told_in_anthropics_shape(
    client: httpx.AsyncClient, service: Service, error: Exception, status: int, kind: str
) -> None:
    assert isinstance(error, (Overloaded, UpstreamTimedOut, LedgerUnavailable, UpstreamRejected))
    service.provider.error = error

    response = await client.post(MESSAGES, json=ASK)

    told = response.json()
    assert (response.status_code, told["type"], told["error"]["type"]) == (status, "error", kind)
    assert told["request_id"] == response.headers["request-id"]
    assert told["error"]["message"]


@pytest.mark.parametrize("path", [MESSAGES, f"{MESSAGES}/count_tokens"])
@pytest.mark.parametrize("body", [b"{", b"[]", b'{"model":"auto"}', b"[" * 50_000, b'"\xff"'])
async def test_a_wrong_body_is_refused_in_anthropics_shape(
    client: httpx.AsyncClient, path: str, body: bytes
) -> None:
    response = await client.post(path, content=body)

    assert (response.status_code, response.json()["error"]["type"]) in [
        (400, "invalid_request_error"),
        (413, "request_too_large"),
    ]


async def test_a_body_nested_as_deep_as_can_be_read_is_refused_or_answered(
    client: httpx.AsyncClient,
) -> None:
    for depth in range(100, 1_100, 100):
        deep = b'{"a":' * depth + b"1" + b"}" * depth
        call = b'{"type":"tool_use","id":"t","name":"n","input":' + deep + b"}"
        said = b'{"role":"assistant","content":[' + call + b"]}"
        body = b'{"model":"auto","max_tokens":9,"messages":[' + said + b"]}"

        status = (await client.post(MESSAGES, content=body)).status_code

        assert status in (200, 400), depth


@pytest.mark.parametrize(("name", "scheme"), [("x-api-key", ""), ("authorization", "Bearer ")])
async def test_the_key_may_come_as_anthropics_clients_send_it(
    client: httpx.AsyncClient, service: Service, name: str, scheme: str
) -> None:
    await service.keys.add(VirtualKey(id="key_1", name="ada"), secret="tw-secret")

    known = await client.post(MESSAGES, json=ASK, headers={name: f"{scheme}tw-secret"})
    unknown = await client.post(MESSAGES, json=ASK, headers={name: f"{scheme}tw-other"})

    assert (known.status_code, service.ledger.only.caller.key_id) == (200, "key_1")
    assert unknown.status_code == 401
    assert unknown.json()["error"]["type"] == "authentication_error"


def test_both_routes_are_posts() -> None:
    assert {route.path for route in routes.routes if hasattr(route, "path")} == {
        MESSAGES,
        f"{MESSAGES}/count_tokens",
    }
