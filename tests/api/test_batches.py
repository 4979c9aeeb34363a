"""Tests of `router.api.batches`."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("body", "param"),
    [({"endpoint": "/v1/embeddings"}, "input_file_id"), ({"input_file_id": "a"}, "endpoint")],
)
async def test_what_the_body_lacks_is_named(
    client: httpx.AsyncClient, body: dict[str, str], param: str
) -> None:
    response = await client.post("/v1/batches", json=body)

    assert (response.status_code, response.json()["error"]["param"]) == (400, param)


async def test_a_batch_of_a_file_that_is_not_ones_own_is_refused(
    client: httpx.AsyncClient,
) -> None:
    body = {"input_file_id": "file-tw_none", "endpoint": "/v1/chat/completions"}

    response = await client.post("/v1/batches", json=body)

    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


async def test_a_name_that_nobody_has_is_not_found(client: httpx.AsyncClient) -> None:
    shown = await client.get("/v1/batches/batch_tw_none")
    cancelled = await client.post("/v1/batches/batch_tw_none/cancel")

    assert (shown.status_code, cancelled.status_code) == (404, 404)


async def test_who_has_no_batch_has_an_empty_list(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/batches")

    assert response.json() == {
        "object": "list",
        "data": [],
        "first_id": None,
        "last_id": None,
        "has_more": False,
    }
