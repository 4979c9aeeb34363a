"""Tests of `router.api.dialects.responses`."""

import json

import httpx
import pytest
from openai.types.responses import Response

from router.core.usage import Usage
from router.ports.provider import Answer
from tests.core.dialects.answers import Told, read_events
from tests.fakes import ScriptedStream, Service

RESPONSES = "/v1/responses"
ASK: dict[str, object] = {"model": "auto", "input": "hello"}
SAID = Told(texts=["Hel", "lo"])


@pytest.fixture
def service(service: Service) -> Service:
    usage = Usage(input_tokens=1000, output_tokens=100)
    service.provider.answer = Answer(body=json.dumps(SAID.whole()).encode(), usage=usage)
    chunks = [json.dumps(chunk).encode() for chunk in SAID.chunks()[:-2]]
    service.provider.answer_stream = ScriptedStream(
        events=[b"data: " + chunk + b"\n\n" for chunk in chunks],
        usage_chunk=json.dumps(SAID.chunks()[-2]).encode(),
    )
    return service


async def test_an_answer_is_a_response_with_the_decision_in_the_headers(
    client: httpx.AsyncClient, service: Service
) -> None:
    answer = await client.post(RESPONSES, json=ASK)

    read = Response.model_validate(answer.json())
    assert (answer.status_code, read.output_text) == (200, "Hello")
    assert read.usage is not None
    assert (read.usage.input_tokens, read.usage.output_tokens) == (1000, 100)
    assert answer.headers["x-tierwise-decision-id"] == service.ledger.only.decision_id
    assert read.id.removeprefix("resp_") in service.ledger.only.decision_id


async def test_a_stream_ends_with_the_response(client: httpx.AsyncClient) -> None:
    answer = await client.post(RESPONSES, json={**ASK, "stream": True})

    found = read_events(answer.content)
    assert found[0]["type"] == "response.created"
    assert Response.model_validate(found[-1]["response"]).output_text == "Hello"


async def test_errors_are_told_in_openais_shape(client: httpx.AsyncClient) -> None:
    answer = await client.post(RESPONSES, json={**ASK, "previous_response_id": "resp_1"})

    error = answer.json()["error"]
    assert (answer.status_code, error["param"]) == (400, "previous_response_id")
    assert "whole input" in error["message"]


async def test_a_search_that_is_left_out_is_told(client: httpx.AsyncClient) -> None:
    tools = [{"type": "function", "name": "clock"}, {"type": "web_search"}]

    answer = await client.post(RESPONSES, json={**ASK, "tools": tools})

    assert answer.headers["x-tierwise-left-out"] == "tools[1].web_search"
