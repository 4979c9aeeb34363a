"""Tests of `router.api.dialects.realtime`."""

import httpx


async def test_it_is_refused_with_what_to_do_instead(client: httpx.AsyncClient) -> None:
    headers = {"connection": "Upgrade", "upgrade": "websocket"}

    answer = await client.get("/v1/realtime?model=auto", headers=headers)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (501, "not_offered")
    assert "/v1/responses" in error["message"]
    assert answer.headers["x-should-retry"] == "false"
