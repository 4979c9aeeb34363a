"""OpenAI's Python client against the service, streamed: every event counts."""

import json

import pytest
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from tests.journeys.running import Service
from tests.journeys.wire_format import events_of, read_strictly
from tests.upstream import Reply, Upstream

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Say hello"}]
OURS = frozenset({"tierwise"})


def test_a_streamed_answer_arrives_word_by_word(service: Service, upstream: Upstream) -> None:
    with (
        service.openai() as client,
        client.chat.completions.create(model="auto", messages=HELLO, stream=True) as stream,
    ):
        chunks = list(stream)

    words = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert "".join(words) == upstream.reply.text
    assert len(words) > 5
    assert all(chunk.usage is None for chunk in chunks)
    assert chunks[-1].choices[0].finish_reason == "stop"


async def test_the_asynchronous_client_gets_the_usage_that_it_asks_for(
    service: Service, upstream: Upstream
) -> None:
    async with service.async_openai() as client:
        stream = await client.chat.completions.create(
            model="economy", messages=HELLO, stream=True, stream_options={"include_usage": True}
        )
        chunks = [chunk async for chunk in stream]

    assert [chunk.usage for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 18
    told = (chunks[-1].model_extra or {})["tierwise"]
    assert told["cost_usd"] == "0.00000354"
    assert service.get(f"/v1/decisions/{told['decision_id']}")["cost_usd"] == "0.00000354"


async def test_the_streaming_helper_puts_the_answer_together(
    service: Service, upstream: Upstream
) -> None:
    async with (
        service.async_openai() as client,
        client.chat.completions.stream(model="auto", messages=HELLO) as stream,
    ):
        whole = await stream.get_final_completion()

    assert whole.choices[0].message.content == upstream.reply.text


@pytest.mark.parametrize("asks", [True, False], ids=["with usage", "without usage"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"n": 2},
        {"logprobs": True, "top_logprobs": 1},
        {"response_format": {"type": "json_object"}},
        {"tools": [{"type": "function", "function": {"name": "look"}}], "tool_choice": "required"},
    ],
    ids=lambda more: next(iter(more), "plain"),
)
def test_every_chunk_is_strictly_openais(
    simulated: Service, more: dict[str, object], *, asks: bool
) -> None:
    answer = simulated.post(_streamed(asks=asks) | more)
    *chunks, done = events_of(answer)
    usage_chunks = [chunks.pop()] if asks else []

    assert done == b"[DONE]"
    for chunk in chunks:
        assert read_strictly(ChatCompletionChunk, chunk).usage is None
    for chunk in usage_chunks:
        assert read_strictly(ChatCompletionChunk, chunk, our_own=OURS).choices == []


@pytest.mark.parametrize(
    "reply",
    [Reply(), Reply(attaches_usage=True), Reply(usage=None), Reply(ends_with_done=False)],
    ids=["usage chunk", "usage in the last chunk", "no usage", "no DONE"],
)
def test_all_providers_streams_end_alike(
    service: Service, upstream: Upstream, reply: Reply
) -> None:
    upstream.reply = reply
    answer = service.post(_streamed(asks=True))
    *chunks, usage_chunk, done = events_of(answer)

    assert done == b"[DONE]"
    for chunk in chunks:
        assert read_strictly(ChatCompletionChunk, chunk).usage is None
    said = read_strictly(ChatCompletionChunk, usage_chunk, our_own=OURS)
    assert said.usage is not None
    entry = service.entry_of(answer)
    assert said.usage.total_tokens == entry.usage.input_tokens + entry.usage.output_tokens
    assert entry.usage.is_estimated is (reply.usage is None)


def test_a_stream_tells_the_decision_in_its_headers(service: Service, upstream: Upstream) -> None:
    answer = service.post(_streamed(asks=False) | {"model": "premium"})

    assert answer.headers["x-tierwise-model"] == "large"
    assert answer.headers["x-tierwise-tier"] == "premium"
    assert "x-tierwise-cost-usd" not in answer.headers
    assert "content-length" not in answer.headers
    assert answer.headers["cache-control"] == "no-cache"


def test_an_upstream_that_splits_characters_is_put_together(
    service: Service, upstream: Upstream
) -> None:
    upstream.reply = Reply(split_every=3)
    answer = service.post(_streamed(asks=False))

    said = [json.loads(event)["choices"][0]["delta"] for event in events_of(answer)[:-1]]
    assert "".join(delta.get("content") or "" for delta in said) == upstream.reply.text


def _streamed(*, asks: bool) -> dict[str, object]:
    options = {"stream_options": {"include_usage": True}} if asks else {}
    return {"model": "auto", "messages": HELLO, "stream": True, **options}
