"""Tests of `router.api.embeddings`."""

import httpx

from router.core.deployment import Kind
from router.ports.provider import Answer
from tests.factories import catalog, deployment, rulebook
from tests.fakes import USAGE, Service


async def test_embeddings_are_the_providers_with_the_decision_in_the_headers(
    client: httpx.AsyncClient, service: Service
) -> None:
    service.rulebooks.in_force = rulebook(of=catalog(deployment("vectors", kind=Kind.EMBEDDING)))
    service.provider.answer = Answer(body=b'{"data":[]}', usage=USAGE)

    response = await client.post("/v1/embeddings", json={"model": "auto", "input": ["a", "b"]})

    assert (response.status_code, response.content) == (200, b'{"data":[]}')
    assert response.headers["x-tierwise-model"] == "vectors"
    assert response.headers["x-tierwise-priority"] == "abstained"
    assert service.provider.calls[0].fields["input"] == b'["a","b"]'


async def test_a_chat_deployment_is_not_asked_for_embeddings(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/embeddings", json={"model": "small", "input": "a"})

    assert response.status_code == 400
    assert response.json()["error"]["code"] == "no_capable_deployment"


async def test_a_missing_input_is_named(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/embeddings", json={"model": "auto"})

    assert (response.status_code, response.json()["error"]["param"]) == (400, "input")
