"""Tests of `router.api.files`."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("fields", "param"),
    [({"purpose": (None, "batch")}, "file"), ({"file": ("a", b"x")}, "purpose")],
)
async def test_what_the_form_lacks_is_named(
    client: httpx.AsyncClient, fields: dict[str, tuple[str | None, str | bytes]], param: str
) -> None:
    response = await client.post("/v1/files", files=fields)

    assert (response.status_code, response.json()["error"]["param"]) == (400, param)


async def test_what_is_no_form_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/files", json={})

    assert response.status_code == 400


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_a_name_that_nobody_has_is_not_found(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/v1/files/file-tw_none")

    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


async def test_who_has_no_file_has_an_empty_list(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/files")

    assert response.json() == {
        "object": "list",
        "data": [],
        "first_id": None,
        "last_id": None,
        "has_more": False,
    }
