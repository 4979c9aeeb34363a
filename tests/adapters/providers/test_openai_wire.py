"""How calls and answers are carried where all goes well."""

import asyncio
import json
from dataclasses import replace

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from router.adapters.providers.connections import Connections
from router.adapters.providers.openai_wire import OpenAIWire
from router.core.usage import Usage
from router.ports.provider import Call
from tests.adapters.providers.asking import KEY, all_of, call, endpoint
from tests.factories import deployment
from tests.upstream import Reply, Upstream

SAID = Usage(input_tokens=11, cached_tokens=4, output_tokens=7, reasoning_tokens=2)


async def test_sends_the_callers_bytes_with_the_deployments_model(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    fields = {"model": b'"auto"', "messages": b'[ {"role":"user" , "content":"\\u00e9"} ]'}
    await wire.complete(Call(deployment=deployment(model="gpt-x"), fields=fields))
    assert upstream.last.path == "/v1/chat/completions"
    assert upstream.last.headers["Authorization"] == f"Bearer {KEY}"
    assert upstream.last.json["model"] == "gpt-x"
    assert fields["messages"] in upstream.last.body


async def test_passes_a_whole_answer_on_untouched_with_its_usage(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.reply = Reply(headers={"x-ratelimit-remaining-requests": "9", "server-secret": "x"})
    answer = await wire.complete(call())
    ChatCompletion.model_validate_json(answer.body, strict=True)
    assert answer.usage == SAID
    assert answer.headers == {
        "x-request-id": "req_upstream",
        "x-ratelimit-remaining-requests": "9",
    }


async def test_reuses_one_connection_for_many_calls(wire: OpenAIWire, upstream: Upstream) -> None:
    for _ in range(5):
        await wire.complete(call())
        await all_of(aiter(await wire.stream(call())))
        await asyncio.sleep(0.01)  # the end of the body may come after `[DONE]`
    assert len(upstream.requests) == 10
    assert upstream.open_connections == 1


async def test_sends_large_bodies_without_a_warning(wire: OpenAIWire, upstream: Upstream) -> None:
    text = "x" * 3_000_000
    await wire.complete(call(messages=[{"role": "user", "content": text}]))
    assert text.encode() in upstream.last.body


async def test_streams_events_without_usage_chunk_and_done(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    stream = await wire.stream(call(stream_options={"include_obfuscation": False}))
    events = (await all_of(aiter(stream))).split(b"\n\n")[:-1]
    chunks = [ChatCompletionChunk.model_validate_json(event[6:], strict=True) for event in events]
    assert upstream.last.json["stream"] is True
    assert upstream.last.json["stream_options"] == {
        "include_obfuscation": False,
        "include_usage": True,
    }
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == upstream.reply.text
    assert all(chunk.choices for chunk in chunks)
    assert stream.usage == SAID
    assert stream.usage_chunk is not None
    assert json.loads(stream.usage_chunk)["choices"] == []
    assert stream.received_text() == upstream.reply.text


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
async def test_streams_the_same_however_the_network_cuts_it(
    wire: OpenAIWire, upstream: Upstream, size: int
) -> None:
    whole = await all_of(aiter(await wire.stream(call())))
    upstream.reply = Reply(split_every=size)
    stream = await wire.stream(call())
    assert await all_of(aiter(stream)) == whole
    assert stream.usage == SAID


async def test_does_not_send_stream_options_to_providers_that_refuse_them(
    upstream: Upstream, connections: Connections
) -> None:
    mistral = replace(endpoint(upstream.base_url), takes_stream_options=False)
    upstream.reply = Reply(attaches_usage=True)
    stream = await OpenAIWire(mistral, connections).stream(
        call(stream_options={"include_usage": True})
    )
    events = await all_of(aiter(stream))
    assert "stream_options" not in upstream.last.json
    assert stream.usage == SAID
    assert b'"finish_reason":"stop"' in events.replace(b'": "', b'":"')


async def test_streams_tool_calls_and_keeps_their_text(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.reply = Reply(tool_calls=[("get_weather", '{"city":"Rome"}')])
    stream = await wire.stream(call())
    await all_of(aiter(stream))
    assert stream.received_text() == 'get_weather{"city":"Rome"}'


async def test_turns_a_whole_answer_to_a_stream_request_into_a_stream(
    wire: OpenAIWire, upstream: Upstream
) -> None:
    upstream.script.append(Reply())
    body = (await wire.complete(call())).body
    upstream.script.append(Reply(body=body))
    stream = await wire.stream(call())
    events = await all_of(aiter(stream))
    chunk = ChatCompletionChunk.model_validate_json(events[6:].strip(), strict=True)
    assert chunk.choices[0].delta.content == upstream.reply.text
    assert chunk.choices[0].finish_reason == "stop"
    assert stream.usage == SAID


async def test_embeds(wire: OpenAIWire, upstream: Upstream) -> None:
    answer = await wire.embed(call(input=["a", "b"]))
    assert upstream.last.path == "/v1/embeddings"
    assert answer.usage == Usage(input_tokens=10)
    assert len(json.loads(answer.body)["data"]) == 2
