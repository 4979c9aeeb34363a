"""Tests of `router.api.dialects.completions`."""

import json

import httpx
import pytest

from router.core.dialects.chunks import chunks_of
from router.core.dialects.reading import objects_of
from router.core.usage import Usage
from router.ports.provider import Answer
from tests.core.dialects.answers import Told
from tests.fakes import ScriptedStream, Service

COMPLETIONS = "/v1/completions"
ASK: dict[str, object] = {"model": "auto", "prompt": "Say hello"}
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


async def test_an_answer_is_a_text_with_the_decision_in_the_headers(
    client: httpx.AsyncClient, service: Service
) -> None:
    answer = await client.post(COMPLETIONS, json={**ASK, "echo": True})

    (choice,) = answer.json()["choices"]
    assert choice["text"] == "Say helloHello"
    assert answer.json()["usage"]["total_tokens"] == 1100
    assert answer.headers["x-tierwise-decision-id"] == service.ledger.only.decision_id


@pytest.mark.parametrize("wants_usage", [True, False])
async def test_a_stream_is_told_in_texts(client: httpx.AsyncClient, wants_usage: bool) -> None:
    options = {"include_usage": wants_usage}
    asked = {**ASK, "stream": True, "stream_options": options}

    answer = await client.post(COMPLETIONS, json=asked)

    *told, end = chunks_of(answer.content)
    texts = [choice["text"] for one in told for choice in objects_of(one or {}, "choices")]
    assert "".join(map(str, texts)) == "Hello"
    assert ("usage" in (told[-1] or {})) is wants_usage
    assert end is None


async def test_tokens_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(COMPLETIONS, json={**ASK, "prompt": [1, 2]})

    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "prompt")
