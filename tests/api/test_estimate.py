"""Tests of `router.api.estimate`."""

import json

import httpx
import pytest

from tests.fakes import Service

BODY = {"model": "auto", "messages": [{"role": "user", "content": "hello there"}]}
WRAPPED = {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": BODY}


def lines(*rows: object) -> bytes:
    return b"\n".join(json.dumps(row).encode() for row in rows)


async def test_one_request_is_estimated(client: httpx.AsyncClient, service: Service) -> None:
    said = (await client.post("/v1/estimate", json=BODY)).json()

    assert said["object"] == "tierwise.estimate"
    assert said["requests"] == 1
    assert float(said["worst_case_usd"]) >= float(said["expected_usd"]) > 0
    assert [row["requests"] for row in said["deployments"]] == [1]
    assert (said["refused"], said["approvals"], said["limits"]) == ([], [], [])
    assert service.ledger.booked == []


@pytest.mark.parametrize(
    "content",
    [
        lines(BODY, BODY, BODY),
        lines(WRAPPED, WRAPPED, WRAPPED),
        lines(WRAPPED, BODY, WRAPPED) + b"\n\n",
    ],
)
async def test_a_batch_is_estimated_whole(client: httpx.AsyncClient, content: bytes) -> None:
    said = (await client.post("/v1/estimate", content=content)).json()

    assert said["requests"] == 3


async def test_a_batch_of_one_line_is_a_batch(client: httpx.AsyncClient) -> None:
    said = (await client.post("/v1/estimate", content=lines(WRAPPED))).json()

    assert said["requests"] == 1


async def test_a_body_over_several_lines_is_one_request(client: httpx.AsyncClient) -> None:
    said = (await client.post("/v1/estimate", content=json.dumps(BODY, indent=2))).json()

    assert said["requests"] == 1


async def test_a_mistake_is_told_with_its_line(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/estimate", content=lines(BODY, {"model": "auto"}))

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Line 2: ")
