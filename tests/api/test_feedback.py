"""Tests of `router.api.feedback`."""

import httpx
import pytest

from tests.factories import key
from tests.fakes import Service

CHAT = {"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}


async def decided(client: httpx.AsyncClient) -> str:
    answer = await client.post("/v1/chat/completions", json=CHAT)
    return str(answer.headers["x-tierwise-decision-id"])


async def test_what_is_said_comes_back_and_stays(client: httpx.AsyncClient) -> None:
    decision_id = await decided(client)
    said = {"decision_id": decision_id, "verdict": "edited", "outcome_value_usd": "-0.50"}

    told = (await client.post("/v1/feedback", json=said)).json()
    listed = (await client.get(f"/v1/feedback/{decision_id}")).json()

    assert told.pop("id").startswith("fb_")
    assert told == {
        "object": "tierwise.feedback",
        "decision_id": decision_id,
        "at": "2026-11-20T12:00:00+00:00",
        "verdict": "edited",
        "score": None,
        "outcome_value_usd": "-0.5",
        "comment": None,
    }
    assert (listed["object"], len(listed["data"]), listed["score"]) == ("list", 1, 0.5)


async def test_the_last_score_counts_and_the_history_stays(client: httpx.AsyncClient) -> None:
    decision_id = await decided(client)
    for said in ({"score": 0.9}, {"verdict": "rejected"}, {"outcome_value_usd": "3"}):
        answer = await client.post("/v1/feedback", json={"decision_id": decision_id, **said})
        assert answer.status_code == 200

    listed = (await client.get(f"/v1/feedback/{decision_id}")).json()

    assert [one["verdict"] for one in listed["data"]] == [None, "rejected", None]
    assert listed["score"] == 0.0


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"verdict": "accepted"}, "decision_id"),
        ({"decision_id": "a", "response_id": "b", "score": 1}, "decision_id"),
        ({"decision_id": "a"}, "verdict"),
        ({"decision_id": "a", "verdict": "fine"}, "verdict"),
        ({"decision_id": "a", "score": 1.01}, "score"),
        ({"decision_id": "a", "score": -0.01}, "score"),
        ({"decision_id": "a", "score": True}, "score"),
        ({"decision_id": "a", "score": "0.5"}, "score"),
        ({"decision_id": "a", "outcome_value_usd": 1.5}, "outcome_value_usd"),
        ({"decision_id": "a", "outcome_value_usd": "1e3"}, "outcome_value_usd"),
        ({"decision_id": "a", "outcome_value_usd": "NaN"}, "outcome_value_usd"),
        ({"decision_id": "a", "outcome_value_usd": "1\n"}, "outcome_value_usd"),
        ({"decision_id": "a", "outcome_value_usd": "0.0000000001"}, "outcome_value_usd"),
        ({"decision_id": "a", "comment": ""}, "comment"),
        ({"decision_id": "a", "comment": "x" * 8_001}, "comment"),
        ({"decision_id": "a", "score": 1, "idempotency_key": "x" * 257}, "idempotency_key"),
        ({"decision_id": 3, "score": 1}, "decision_id"),
        ({"decision_id": "a", "score": 1, "stars": 5}, None),
    ],
)
async def test_whatever_is_not_of_the_form_is_refused_with_its_place(
    client: httpx.AsyncClient, body: dict[str, object], param: str | None
) -> None:
    refused = await client.post("/v1/feedback", json=body)

    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (400, "invalid_request")
    assert error["param"] == param


async def test_anothers_decision_does_not_exist(
    client: httpx.AsyncClient, service: Service
) -> None:
    await service.keys.add(key(id="key_7", team="pay"), secret="tw-7")
    decision_id = await decided(client)
    headers = {"authorization": "Bearer tw-7"}
    said = {"decision_id": decision_id, "verdict": "accepted"}

    for refused in (
        await client.post("/v1/feedback", json=said, headers=headers),
        await client.get(f"/v1/feedback/{decision_id}", headers=headers),
    ):
        assert refused.status_code == 404
        assert refused.json()["error"]["code"] == "decision_not_found"


async def test_an_idempotency_key_repeats_and_does_not_change(client: httpx.AsyncClient) -> None:
    said = {"decision_id": await decided(client), "score": 1, "idempotency_key": "k"}

    first = await client.post("/v1/feedback", json=said)
    again = await client.post("/v1/feedback", json=said)
    changed = await client.post("/v1/feedback", json={**said, "score": 0})

    assert first.json() == again.json()
    assert changed.status_code == 409
    assert changed.json()["error"]["code"] == "idempotency_conflict"
