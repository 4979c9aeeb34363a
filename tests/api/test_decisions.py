"""Tests of `router.api.decisions`."""

import httpx

from tests.factories import key
from tests.fakes import Service

ASK = {"model": "auto", "messages": [{"role": "user", "content": "hello"}]}


async def test_asking_for_the_route_calls_nobody_and_books_nothing(
    client: httpx.AsyncClient, service: Service
) -> None:
    response = await client.post("/v1/route", json=ASK)

    said = response.json()
    assert response.status_code == 200
    assert said["decision"]["deployment"] == "middle"
    assert said["words"].endswith("USD.")
    assert (service.provider.calls, service.ledger.booked) == ([], [])


async def test_the_decision_of_an_answer_can_be_looked_up(
    client: httpx.AsyncClient, service: Service
) -> None:
    service.archive.remember(service.rulebooks.in_force)
    answered = await client.post("/v1/chat/completions", json=ASK)
    decision_id = answered.headers["x-tierwise-decision-id"]

    said = (await client.get(f"/v1/decisions/{decision_id}")).json()

    assert (said["id"], said["deployment"], said["rule"]) == (decision_id, "middle", "default")
    assert said["cost_usd"] == answered.headers["x-tierwise-cost-usd"]
    assert said["entries"][0]["input_tokens"] == 1_000
    assert said["explanation"]["decision"]["deployment"] == "middle"


async def test_an_unknown_decision_is_not_found(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/decisions/dec_none")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "decision_not_found"


async def test_the_decision_of_another_team_is_not_shown(
    client: httpx.AsyncClient, service: Service
) -> None:
    await service.keys.add(key(id="key_1", team="pay"), secret="tw-1")
    await service.keys.add(key(id="key_2", team="search"), secret="tw-2")
    answered = await client.post(
        "/v1/chat/completions", json=ASK, headers={"Authorization": "Bearer tw-1"}
    )
    path = f"/v1/decisions/{answered.headers['x-tierwise-decision-id']}"

    response = await client.get(path, headers={"Authorization": "Bearer tw-2"})

    assert response.status_code == 403
    assert response.json()["error"]["code"] == "permission_denied"
