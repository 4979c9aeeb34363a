"""A whole service with a real provider's wire: answers are given again in either form, and live."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from router.core.dialects.chunks import chunks_of
from tests.fuzzing.stage import Stage, staged

_POLICY = """
version: 1
name: again
budgets:
  - {id: all, limit_usd: 100, per: year, hard: true}
default: {tier: economy, reason: Nothing else applies.}
rules:
  - id: all
    reason: The same is asked often.
    when: {tokens: {at_least: 0}}
    then: {reuse_answers: 1h}
"""
ASKED = {"model": "auto", "messages": [{"role": "user", "content": "Say hello"}]}
STREAMED = ASKED | {"stream": True, "stream_options": {"include_usage": True}}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, policy=_POLICY) as stage:
        yield stage
        assert await stage.quiet_books() == []


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"authorization": f"Bearer {stage.admin_key.decode()}"}
    base_url = f"http://127.0.0.1:{stage.port}"
    async with httpx.AsyncClient(base_url=base_url, headers=headers) as client:
        yield client


async def test_a_stream_after_a_whole_answer_and_the_other_way_round_call_nobody(
    stage: Stage, client: httpx.AsyncClient
) -> None:
    other = ASKED | {"messages": [{"role": "user", "content": "Say good bye"}]}
    whole = await client.post("/v1/chat/completions", json=ASKED)
    streamed = await client.post("/v1/chat/completions", json=STREAMED)
    await client.post("/v1/chat/completions", json=other | {"stream": True})
    put_together = await client.post("/v1/chat/completions", json=other)

    *chunks, end = chunks_of(streamed.content)
    assert end is None
    assert chunks[-1] is not None
    assert chunks[-1]["usage"] == whole.json()["usage"]
    assert put_together.json()["choices"][0]["message"]["content"] == "hi"
    assert put_together.json()["usage"] == {"prompt_tokens": 3, "completion_tokens": 2}
    assert [one.headers["x-tierwise-cache"] for one in (whole, streamed, put_together)] == [
        "miss",
        "hit",
        "hit",
    ]
    assert getattr(stage.provider, "requests") == 2  # noqa: B009 - of this provider only
    assert put_together.headers["x-tierwise-cost-usd"] == "0"


async def test_what_claude_code_sends_is_answered(client: httpx.AsyncClient) -> None:
    asked = {"model": "auto", "max_tokens": 9, "messages": ASKED["messages"]}
    answer = await client.post("/v1/messages?beta=true", json=asked)

    assert answer.status_code == 200
    assert answer.json()["type"] == "message"


async def test_what_is_kept_is_counted_and_cleared(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        await client.post("/v1/chat/completions", json=ASKED)
    before = (await client.get("/v1/admin/cache")).json()["answers"]
    cleared = (await client.delete("/v1/admin/cache")).json()["answers"]
    again = await client.post("/v1/chat/completions", json=ASKED)

    assert (before, cleared, again.headers["x-tierwise-cache"]) == (1, 1, "miss")


async def test_identical_streams_at_once_are_one_call(
    stage: Stage, client: httpx.AsyncClient
) -> None:
    answers = await asyncio.gather(
        *(client.post("/v1/chat/completions", json=STREAMED) for _ in range(8))
    )

    told = {json.dumps([_said(one) for one in chunks_of(a.content)]) for a in answers}
    assert len(told) == 1
    assert getattr(stage.provider, "requests") == 1  # noqa: B009 - of this provider only
    found = sorted(one.headers["x-tierwise-cache"] for one in answers)
    assert found.count("miss") == 1


def _said(chunk: dict[str, object] | None) -> object:
    return None if chunk is None else (chunk["choices"], chunk.get("usage"))
