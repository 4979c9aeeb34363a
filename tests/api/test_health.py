"""Tests of `router.api.health`."""

import httpx

from router import __version__
from tests.fakes import Service


async def test_a_living_process_says_so_without_a_key(client: httpx.AsyncClient) -> None:
    response = await client.get("/healthz")

    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "version": __version__},
    )


async def test_a_ready_one_says_what_is_in_force(client: httpx.AsyncClient) -> None:
    response = await client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "version": __version__,
        "policy": "pol-1",
        "catalog": "cat-1",
        "classifier": "clf-1",
        "shadow": None,
        "deployments": ["small", "middle", "large"],
        "audit": {},
        "waiting": 0,
        "overload": {"is_refusing": False, "refused": {"high": 0, "normal": 0, "low": 0}},
        "problem": None,
    }


async def test_a_broken_file_is_told_and_does_not_stop_the_service(
    client: httpx.AsyncClient, service: Service
) -> None:
    service.rulebooks.problem = "default.yaml:3:1: unknown rule"

    response = await client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["problem"] == "default.yaml:3:1: unknown rule"
    assert response.json()["status"] == "ready, with the previous rulebook"


async def test_an_artifact_that_cannot_be_put_in_force_is_told(
    client: httpx.AsyncClient, service: Service
) -> None:
    service.classifier.problem = "heads.npz: the contents do not match"
    service.rulebooks.problem = "default.yaml:3:1: unknown rule"

    response = await client.get("/readyz")

    assert response.json()["status"] == "ready, with the previous rulebook and classifier"
    assert response.json()["problem"].splitlines() == [
        "default.yaml:3:1: unknown rule",
        "heads.npz: the contents do not match",
    ]
