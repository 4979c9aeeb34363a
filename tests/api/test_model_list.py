"""Tests of `router.api.model_list`."""

import httpx
import pytest

from tests.factories import catalog, deployment, rulebook
from tests.fakes import Service


async def test_auto_the_tiers_and_the_deployments_are_listed(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/models")

    listed = response.json()
    assert listed["object"] == "list"
    assert [model["id"] for model in listed["data"]] == [
        "auto",
        "economy",
        "standard",
        "premium",
        "small",
        "middle",
        "large",
    ]
    assert all(model["object"] == "model" for model in listed["data"])


async def test_whatever_is_listed_can_be_asked_for(client: httpx.AsyncClient) -> None:
    for model in (await client.get("/v1/models")).json()["data"]:
        asked = {"model": model["id"], "messages": [{"role": "user", "content": "x"}]}

        assert (await client.post("/v1/chat/completions", json=asked)).status_code == 200


async def test_a_tier_without_deployments_is_not_offered(
    client: httpx.AsyncClient, service: Service
) -> None:
    service.rulebooks.in_force = rulebook(of=catalog(deployment("small")))

    listed = (await client.get("/v1/models")).json()["data"]

    assert [model["id"] for model in listed] == ["auto", "economy", "small"]


async def test_a_deployment_is_shown_with_tier_abilities_and_prices(
    client: httpx.AsyncClient,
) -> None:
    shown = (await client.get("/v1/models/middle")).json()

    assert (shown["tier"], shown["model"], shown["owned_by"]) == (
        "standard",
        "middle-model",
        "openai",
    )
    assert (shown["input_usd_per_mtok"], shown["output_usd_per_mtok"]) == ("1", "4")
    assert "tools" in shown["capabilities"]


async def test_a_name_with_slashes_can_be_shown(
    client: httpx.AsyncClient, service: Service
) -> None:
    service.rulebooks.in_force = rulebook(of=catalog(deployment("org/llama:8b")))

    assert (await client.get("/v1/models/org/llama:8b")).json()["id"] == "org/llama:8b"


async def test_an_unknown_name_is_not_found(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/models/unheard-of")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "model_not_found"


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/auto"])
async def test_a_key_that_is_sent_must_be_good(path: str, client: httpx.AsyncClient) -> None:
    response = await client.get(path, headers={"Authorization": "Bearer tw-unknown"})

    assert response.status_code == 401
