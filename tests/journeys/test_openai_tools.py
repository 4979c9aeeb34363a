"""OpenAI's Python client against the service, with tools: offered, forced, called, answered."""

import json

import pytest
from openai.types.chat import (
    ChatCompletionMessageFunctionToolCall,
    ChatCompletionMessageParam,
    ChatCompletionNamedToolChoiceParam,
    ChatCompletionToolUnionParam,
)

from tests.journeys.running import Service
from tests.upstream import Reply, Upstream

WEATHER: ChatCompletionToolUnionParam = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city now",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
        "strict": True,
    },
}
CLOCK: ChatCompletionToolUnionParam = {
    "type": "function",
    "function": {"name": "get_time", "description": "The time in a city now"},
}
THE_CLOCK: ChatCompletionNamedToolChoiceParam = {
    "type": "function",
    "function": {"name": "get_time"},
}
ASKED: list[ChatCompletionMessageParam] = [
    {"role": "user", "content": "What is the weather in Lima?"}
]


def test_a_full_loop_with_a_tool_result(simulated: Service) -> None:
    messages = [*ASKED]
    with simulated.openai() as client:
        first = client.chat.completions.create(
            model="auto", messages=messages, tools=[WEATHER], tool_choice="auto"
        ).choices[0]
        assert first.finish_reason == "tool_calls"
        assert first.message.tool_calls
        (call,) = first.message.tool_calls
        assert isinstance(call, ChatCompletionMessageFunctionToolCall)
        assert isinstance(json.loads(call.function.arguments)["city"], str)
        messages += [
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": call.id,
                        "type": "function",
                        "function": {
                            "name": call.function.name,
                            "arguments": call.function.arguments,
                        },
                    }
                ],
            },
            {"role": "tool", "tool_call_id": call.id, "content": "19 degrees, fog"},
        ]
        second = client.chat.completions.create(model="auto", messages=messages, tools=[WEATHER])

    assert second.choices[0].finish_reason == "stop"
    assert second.choices[0].message.content


def test_a_forced_tool_is_called_and_a_forbidden_one_is_not(simulated: Service) -> None:
    with simulated.openai() as client:
        forced, forbidden = (
            client.chat.completions.create(
                model="auto", messages=ASKED, tools=[WEATHER, CLOCK], tool_choice=choice
            ).choices[0]
            for choice in (THE_CLOCK, "none")
        )

    assert [_name(call) for call in forced.message.tool_calls or ()] == ["get_time"]
    assert forbidden.message.tool_calls is None
    assert forbidden.message.content


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_parallel_calls_arrive_with_all_their_arguments(
    service: Service, upstream: Upstream, *, streamed: bool
) -> None:
    calls = [("get_weather", '{"city":"Lima"}'), ("get_time", '{"city":"Åbo — 大阪"}')]
    upstream.reply = Reply(tool_calls=calls)

    with service.openai() as client:
        if streamed:
            with client.chat.completions.stream(
                model="auto", messages=ASKED, tools=[WEATHER], parallel_tool_calls=True
            ) as stream:
                said = stream.get_final_completion().choices[0].message.tool_calls
        else:
            whole = client.chat.completions.create(
                model="auto", messages=ASKED, tools=[WEATHER], parallel_tool_calls=True
            )
            said = whole.choices[0].message.tool_calls  # type: ignore[assignment] # a list of less

    assert [(_name(call), _arguments(call)) for call in said or ()] == calls
    assert upstream.last.json["parallel_tool_calls"] is True


def test_tools_reach_the_provider_as_they_were_written(
    service: Service, upstream: Upstream
) -> None:
    with service.openai() as client:
        client.chat.completions.create(
            model="auto", messages=ASKED, tools=[WEATHER, CLOCK], tool_choice=THE_CLOCK
        )

    assert upstream.last.json["tools"] == [WEATHER, CLOCK]
    assert upstream.last.json["tool_choice"] == THE_CLOCK


def test_a_request_with_tools_goes_only_where_there_are_tools(
    service: Service, upstream: Upstream
) -> None:
    body = {"model": "away", "messages": ASKED, "tools": [WEATHER]}
    answer = service.post(body)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "no_capable_deployment"
    assert "away: it lacks tools" in answer.json()["error"]["message"]


def _name(call: object) -> str:
    assert isinstance(call, ChatCompletionMessageFunctionToolCall)
    return call.function.name


def _arguments(call: object) -> str:
    assert isinstance(call, ChatCompletionMessageFunctionToolCall)
    return call.function.arguments
