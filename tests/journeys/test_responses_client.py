"""OpenAI's client against the service by `client.responses`: whole, streamed, with tools."""

import json

import openai
import pytest
from openai import OpenAI
from openai.types.responses import (
    FunctionToolParam,
    ResponseFunctionToolCall,
    ResponseInputParam,
    ResponseTextDeltaEvent,
)
from pydantic import BaseModel

from tests.journeys.running import Service
from tests.upstream import Reply, Upstream

WEATHER: FunctionToolParam = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city now",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    "strict": False,
}


class Event(BaseModel):
    name: str
    people: list[str]


def test_a_whole_answer_is_a_response(service: Service, upstream: Upstream) -> None:
    with service.openai() as client:
        response = client.responses.create(
            model="auto", instructions="Be kind.", input="Say hello", max_output_tokens=50
        )

    assert response.output_text == upstream.reply.text
    assert response.status == "completed"
    assert response.usage is not None
    assert response.usage.input_tokens_details.cached_tokens == 4
    assert response.usage.output_tokens_details.reasoning_tokens == 2
    assert upstream.last.json["messages"] == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Say hello"},
    ]
    assert upstream.last.json["max_completion_tokens"] == 50


@pytest.mark.parametrize("split_every", [None, 1, 2, 3, 7])
def test_a_stream_adds_up_however_it_was_cut(
    service: Service, upstream: Upstream, split_every: int | None
) -> None:
    upstream.reply = Reply(split_every=split_every)
    with (
        service.openai() as client,
        client.responses.stream(model="auto", input="Say hello") as stream,
    ):
        events = list(stream)
        response = stream.get_final_response()

    words = [event.delta for event in events if isinstance(event, ResponseTextDeltaEvent)]
    assert "".join(words) == response.output_text == upstream.reply.text
    assert [event.sequence_number for event in events] == list(range(len(events)))


@pytest.mark.parametrize("is_streamed", [True, False], ids=["streamed", "whole"])
def test_a_loop_with_tools(service: Service, upstream: Upstream, is_streamed: bool) -> None:
    upstream.script.append(Reply(tool_calls=[("get_weather", '{"city": "Lima"}')]))
    history: ResponseInputParam = [{"role": "user", "content": "What is the weather in Lima?"}]
    with service.openai() as client:
        call = _called(client, history, is_streamed=is_streamed)
        assert json.loads(call.arguments) == {"city": "Lima"}
        history.append(
            {
                "type": "function_call",
                "call_id": call.call_id,
                "name": call.name,
                "arguments": call.arguments,
            }
        )
        history.append(
            {"type": "function_call_output", "call_id": call.call_id, "output": "19 degrees"}
        )
        second = client.responses.create(model="auto", input=history, tools=[WEATHER])

    assert second.output_text == upstream.reply.text
    sent = upstream.last.json["messages"]
    assert isinstance(sent, list)
    assert [message["role"] for message in sent] == ["user", "assistant", "tool"]
    assert sent[1]["tool_calls"][0]["id"] == sent[2]["tool_call_id"] == call.call_id


def _called(
    client: OpenAI, history: ResponseInputParam, *, is_streamed: bool
) -> ResponseFunctionToolCall:
    if is_streamed:
        with client.responses.stream(model="auto", input=history, tools=[WEATHER]) as stream:
            (streamed,) = stream.get_final_response().output
        assert isinstance(streamed, ResponseFunctionToolCall)
        return streamed
    (whole,) = client.responses.create(model="auto", input=history, tools=[WEATHER]).output
    assert isinstance(whole, ResponseFunctionToolCall)
    return whole


def test_an_answer_of_a_given_shape_is_parsed(service: Service, upstream: Upstream) -> None:
    upstream.reply = Reply(text='{"name": "fair", "people": ["Ada"]}')
    with service.openai() as client:
        response = client.responses.parse(model="auto", input="Who goes?", text_format=Event)

    assert response.output_parsed == Event(name="fair", people=["Ada"])
    wanted = upstream.last.json["response_format"]
    assert isinstance(wanted, dict)
    assert (wanted["type"], wanted["json_schema"]["name"]) == ("json_schema", "Event")


def test_what_needs_a_memory_is_refused(service: Service, upstream: Upstream) -> None:
    with (
        service.openai() as client,
        pytest.raises(openai.BadRequestError, match="whole input"),
    ):
        client.responses.create(model="auto", input="And?", previous_response_id="resp_1")

    assert upstream.requests == []


def test_a_stream_that_breaks_off_ends_as_a_failed_response(
    service: Service, upstream: Upstream
) -> None:
    upstream.reply = Reply(dies_after=4)
    with service.openai() as client:
        *_, last = client.responses.create(model="auto", input="Say hello", stream=True)

    assert last.type == "response.failed"
    assert last.response.error is not None
    assert last.response.error.code.startswith("upstream_")


@pytest.mark.parametrize("split_every", [None, 1])
def test_the_old_completions_are_answered_too(
    service: Service, upstream: Upstream, split_every: int | None
) -> None:
    with service.openai() as client:
        whole = client.completions.create(model="auto", prompt="Say hello", max_tokens=50)
        upstream.reply = Reply(split_every=split_every)
        chunks = list(client.completions.create(model="auto", prompt="Say hello", stream=True))

    assert whole.choices[0].text == upstream.reply.text
    assert whole.usage is not None
    assert whole.usage.total_tokens == 18
    assert "".join(chunk.choices[0].text for chunk in chunks) == upstream.reply.text
