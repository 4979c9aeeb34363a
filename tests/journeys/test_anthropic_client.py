"""Anthropic's Python client against the service: whole, streamed, with tools, thoughts, errors."""

import json
from collections.abc import Sequence
from dataclasses import replace

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic
from anthropic.types import MessageParam, TextBlock, ToolParam, ToolUseBlock

from router.core.ledger import Outcome
from tests.journeys.running import Service
from tests.upstream import Reply, Upstream

HELLO: list[MessageParam] = [{"role": "user", "content": "Say hello"}]
WEATHER: ToolParam = {
    "name": "get_weather",
    "description": "The weather in a city now",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
}
THOUGHT = (
    b'data: {"id":"x","model":"m","choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}\n\n',
    b'data: {"id":"x","model":"m","choices":[{"index":0,"delta":{"content":"So."}}]}\n\n',
    b'data: {"id":"x","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
)


def client_of(service: Service, *, key: str = "any") -> Anthropic:
    return Anthropic(base_url=service.url, api_key=key, max_retries=0)


def test_a_whole_answer_is_a_message(service: Service, upstream: Upstream) -> None:
    with client_of(service) as client:
        raw = client.messages.with_raw_response.create(
            model="auto",
            max_tokens=100,
            system="Be kind.",
            messages=HELLO,
            stop_sequences=["END"],
        )
    message = raw.parse()

    assert [b.text for b in message.content if isinstance(b, TextBlock)] == [upstream.reply.text]
    assert (message.stop_reason, message.model) == ("end_turn", "upstream-model")
    usage = message.usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == (7, 4, 7)
    sent = upstream.last.json
    assert sent["messages"] == [{"role": "system", "content": "Be kind."}, *HELLO]
    assert (sent["stop"], sent["max_completion_tokens"]) == (["END"], 100)
    assert raw.request_id == raw.headers["x-tierwise-decision-id"]


@pytest.mark.parametrize("split_every", [None, 1, 2, 3, 7])
def test_a_stream_adds_up_however_it_was_cut(
    service: Service, upstream: Upstream, split_every: int | None
) -> None:
    upstream.reply = Reply(split_every=split_every)
    with (
        client_of(service) as client,
        client.messages.stream(model="auto", max_tokens=100, messages=HELLO) as stream,
    ):
        words = list(stream.text_stream)
        message = stream.get_final_message()

    assert "".join(words) == upstream.reply.text
    assert len(words) > 5
    assert message.stop_reason == "end_turn"
    usage = message.usage
    assert (usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens) == (7, 4, 7)


@pytest.mark.parametrize("is_streamed", [True, False], ids=["streamed", "whole"])
def test_a_loop_with_tools(service: Service, upstream: Upstream, is_streamed: bool) -> None:
    cities = [("get_weather", '{"city": "Lima"}'), ("get_weather", '{"city": "Oslo"}')]
    upstream.script.append(Reply(tool_calls=cities))
    messages = [*HELLO]
    with client_of(service) as client:
        first = _message(client, messages, is_streamed=is_streamed)
        calls = [block for block in first.content if isinstance(block, ToolUseBlock)]
        messages += [
            {"role": "assistant", "content": first.content},
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": call.id, "content": "19 degrees"}
                    for call in calls
                ],
            },
        ]
        second = _message(client, messages, is_streamed=is_streamed)

    assert first.stop_reason == "tool_use"
    assert [call.input for call in calls] == [{"city": "Lima"}, {"city": "Oslo"}]
    assert second.stop_reason == "end_turn"
    sent = upstream.last.json["messages"]
    assert isinstance(sent, list)
    assert [message["role"] for message in sent] == ["user", "assistant", "tool", "tool"]
    asked = [json.loads(c["function"]["arguments"])["city"] for c in sent[1]["tool_calls"]]
    assert asked == ["Lima", "Oslo"]
    assert [message["tool_call_id"] for message in sent[2:]] == [call.id for call in calls]


def _message(
    client: Anthropic, messages: Sequence[MessageParam], *, is_streamed: bool
) -> anthropic.types.Message:
    if not is_streamed:
        return client.messages.create(
            model="auto", max_tokens=100, messages=messages, tools=[WEATHER]
        )
    with client.messages.stream(
        model="auto", max_tokens=100, messages=messages, tools=[WEATHER]
    ) as stream:
        return stream.get_final_message()


@pytest.mark.parametrize("asks", [True, False], ids=["asked", "not asked"])
def test_thoughts_are_shown_to_those_who_ask(
    service: Service, upstream: Upstream, asks: bool
) -> None:
    upstream.reply = Reply(events=[*THOUGHT, b"data: [DONE]\n\n"])
    with (
        client_of(service) as client,
        client.messages.stream(
            model="auto",
            max_tokens=2_000,
            messages=HELLO,
            thinking={"type": "enabled", "budget_tokens": 1_024} if asks else {"type": "disabled"},
        ) as stream,
    ):
        message = stream.get_final_message()

    assert [block.type for block in message.content] == (["thinking"] if asks else []) + ["text"]
    assert "thinking" not in upstream.last.json


def test_an_image_needs_a_deployment_that_sees(service: Service, upstream: Upstream) -> None:
    with client_of(service) as client:
        raw = client.messages.with_raw_response.create(
            model="auto",
            max_tokens=50,
            messages=[
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "image",
                            "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"},
                        },
                        {"type": "text", "text": "What is this?"},
                    ],
                }
            ],
        )

    assert raw.headers["x-tierwise-model"] == "large"


def test_tokens_are_counted_before_anything_is_asked(service: Service, upstream: Upstream) -> None:
    with client_of(service) as client:
        counted = client.messages.count_tokens(model="auto", messages=HELLO, tools=[WEATHER])

    assert counted.input_tokens > 10
    assert upstream.requests == []


def test_errors_are_those_that_anthropics_client_knows(
    service: Service, upstream: Upstream
) -> None:
    with client_of(service) as client:
        with pytest.raises(anthropic.BadRequestError, match="mcp_servers"):
            client.messages.create(
                model="auto",
                max_tokens=9,
                messages=HELLO,
                extra_body={"mcp_servers": [{"url": "https://x"}]},
            )
        with pytest.raises(anthropic.NotFoundError) as unknown:
            client.messages.create(model="no-such-model", max_tokens=9, messages=HELLO)
        with pytest.raises(anthropic.PermissionDeniedError, match="blocked") as denied:
            client.messages.create(
                model="auto",
                max_tokens=9,
                messages=HELLO,
                extra_headers={"x-tierwise-team": "blocked"},
            )

    assert denied.value.request_id
    assert isinstance(unknown.value.body, dict)
    assert unknown.value.body["error"]["code"] == "model_not_found"


async def test_a_stream_that_breaks_off_ends_with_an_error_and_is_booked(
    service: Service, upstream: Upstream
) -> None:
    upstream.reply = replace(Reply(), dies_after=4)
    words: list[str] = []

    async def read() -> None:
        client = AsyncAnthropic(base_url=service.url, api_key="any", max_retries=0)
        async with (
            client,
            client.messages.stream(model="auto", max_tokens=100, messages=HELLO) as stream,
        ):
            words.extend([word async for word in stream.text_stream])

    with pytest.raises(anthropic.APIError, match="broke off"):
        await read()

    assert service.entries()[-1].outcome is Outcome.FAILED
