"""Tests of `router.api.welcome`."""

import httpx

from router import __version__


async def test_who_knocks_is_told_what_this_is(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")

    assert answer.json()["version"] == __version__
    assert answer.json()["openapi"] == "/openapi.json"


async def test_a_look_without_a_body_finds_something_too(client: httpx.AsyncClient) -> None:
    answer = await client.head("/")

    assert (answer.status_code, answer.content) == (200, b"")
