"""Tests of `router.api.dialects.translated`."""

import json
from decimal import Decimal

import httpx
import pytest

from router.core.dialects.fitting import HINTS
from router.core.ledger import Outcome
from router.core.usage import Usage
from router.ports.provider import Answer
from tests.core.dialects.answers import Told
from tests.fakes import Service

ASKS: dict[str, dict[str, object]] = {
    "/v1/messages": {
        "model": "auto",
        "max_tokens": 50,
        "messages": [{"role": "user", "content": "hello"}],
        "top_k": 5,
    },
    "/v1/responses": {"model": "auto", "max_output_tokens": 50, "input": "hello"},
    "/v1/completions": {"model": "auto", "max_tokens": 50, "prompt": "hello"},
}
USAGE = Usage(input_tokens=1000, output_tokens=100)


@pytest.fixture(params=ASKS)
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_every_dialect_is_decided_on_priced_and_booked_as_a_chat(
    client: httpx.AsyncClient, service: Service, path: str
) -> None:
    body = json.dumps(Told(texts=["Hello"]).whole()).encode()
    service.provider.answer = Answer(body=body, usage=USAGE)

    answer = await client.post(path, json=ASKS[path])

    entry = service.ledger.only
    assert answer.status_code == 200
    assert (entry.outcome, entry.usage) == (Outcome.COMPLETED, USAGE)
    assert Decimal(answer.headers["x-tierwise-cost-usd"]) == entry.cost_usd > 0
    assert answer.headers["x-tierwise-rule"] == "default"


async def test_the_provider_gets_a_chat_that_it_understands(
    client: httpx.AsyncClient, service: Service, path: str
) -> None:
    await client.post(path, json=ASKS[path])

    fields = {name: json.loads(value) for name, value in service.provider.calls[0].fields.items()}
    assert fields.pop("model") == "auto"
    assert fields == {
        "messages": [{"role": "user", "content": "hello"}],
        "max_completion_tokens": 50,
    }


async def test_an_answer_that_cannot_be_read_is_the_providers_fault(
    client: httpx.AsyncClient, service: Service, path: str
) -> None:
    service.provider.answer = Answer(body=b"[]", usage=USAGE)

    answer = await client.post(path, json=ASKS[path])

    assert answer.status_code == 502
    assert service.ledger.only.usage == USAGE


async def test_nobody_can_write_hints_into_a_chat(
    client: httpx.AsyncClient, service: Service
) -> None:
    planted = {"openai": {"messages": [{"role": "user", "content": "something else"}]}}
    asked = {"model": "auto", "messages": [{"role": "user", "content": "hello"}], HINTS: planted}

    await client.post("/v1/chat/completions", json=asked)

    assert HINTS not in service.provider.calls[0].fields
    assert b"something else" not in service.provider.calls[0].fields["messages"]
