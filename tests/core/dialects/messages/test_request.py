"""Tests of `router.core.dialects.messages.request`."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.dialects.messages.request import shows_thinking, to_chat
from router.core.dialects.reading import Json, as_text
from router.core.errors import InvalidRequest
from tests.core.dialects.answers import JSON_VALUES

ASKED: Json = {
    "model": "claude-x",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "Hello"}],
}
MARKED: Json = {"type": "text", "text": "Long.", "cache_control": {"type": "ephemeral"}}


def test_the_plain_fields_have_the_same_meaning() -> None:
    translated = to_chat({**ASKED, "temperature": 0.5, "top_p": 0.9, "stop_sequences": ["END"]})

    assert translated.body == {**ASKED, "temperature": 0.5, "top_p": 0.9, "stop": ["END"]}
    assert translated.left_out == ()


def test_a_stream_always_ends_with_its_usage() -> None:
    body = to_chat({**ASKED, "stream": True}).body

    assert body["stream_options"] == {"include_usage": True}
    assert "stream_options" not in to_chat({**ASKED, "stream": False}).body


def test_tools_and_their_choice_are_passed_on() -> None:
    choice = {"type": "any", "disable_parallel_tool_use": True}
    body = to_chat({**ASKED, "tools": [{"name": "clock"}], "tool_choice": choice}).body

    assert body["tool_choice"] == "required"
    assert body["parallel_tool_calls"] is False
    assert "tool_choice" not in to_chat({**ASKED, "tool_choice": choice}).body
    free = to_chat({**ASKED, "tools": [{"name": "clock"}]}).body
    assert not free.keys() & {"tool_choice", "parallel_tool_calls"}
    auto = to_chat({**ASKED, "tools": [{"name": "clock"}], "tool_choice": {"type": "auto"}}).body
    assert auto["tool_choice"] == "auto"
    assert "parallel_tool_calls" not in auto


def test_marks_thoughts_and_top_k_are_hints_for_claude() -> None:
    thinking = {"type": "enabled", "budget_tokens": 9_000}
    tools = [{"name": "clock", "cache_control": {"type": "ephemeral"}}]
    asked = {**ASKED, "system": [MARKED], "thinking": thinking, "top_k": 5, "tools": tools}

    translated = to_chat({**asked, "service_tier": "standard_only"})

    for_claude = translated.hints["anthropic"]
    assert for_claude["thinking"] == thinking
    assert (for_claude["top_k"], for_claude["service_tier"]) == (5, "standard_only")
    assert "cache_control" in as_text(for_claude["messages"])
    assert "cache_control" in as_text(for_claude["tools"])
    assert "cache_control" not in as_text(translated.body)
    assert translated.hints["reasoning"] == {"reasoning_effort": "medium"}


def test_without_marks_claude_gets_the_same_messages() -> None:
    assert to_chat(ASKED).hints == {"anthropic": {}, "reasoning": {}}
    assert json.loads(to_chat(ASKED).encoded_hints()) == {"anthropic": {}, "reasoning": {}}


@pytest.mark.parametrize(
    ("thinking", "effort"),
    [
        ({"type": "enabled", "budget_tokens": 1_024}, "low"),
        ({"type": "enabled", "budget_tokens": 32_000}, "high"),
        ({"type": "adaptive"}, None),
        ({"type": "disabled"}, None),
    ],
)
def test_a_budget_for_thoughts_is_an_effort_elsewhere(thinking: Json, effort: str | None) -> None:
    assert to_chat({**ASKED, "thinking": thinking}).hints["reasoning"].get("reasoning_effort") == (
        effort
    )


def test_a_word_for_the_effort_beats_the_budget() -> None:
    asked = {**ASKED, "thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}}

    assert to_chat(asked).hints["reasoning"] == {"reasoning_effort": "xhigh"}
    assert "thinking" not in to_chat(asked).hints["anthropic"]


@pytest.mark.parametrize(
    "asked", [{"output_config": {"format": {}}}, {"output_format": {}}, {"output_config": "x"}]
)
def test_without_a_format_there_is_none(asked: Json) -> None:
    assert "response_format" not in to_chat({**ASKED, **asked}).body


def test_a_schema_for_the_answer_is_passed_on() -> None:
    schema = {"type": "object"}
    wanted = {"format": {"type": "json_schema", "schema": schema}}

    found = to_chat({**ASKED, "output_config": wanted}).body["response_format"]

    inner = {"name": "answer", "schema": schema, "strict": True}
    assert found == {"type": "json_schema", "json_schema": inner}


@pytest.mark.parametrize(
    ("user_id", "metadata"),
    [
        ("ada", {"user": "ada"}),
        ("user_0ab_account__session_9c-1", {"session_id": "9c-1"}),
        ('{"device_id":"d","session_id":"9c-1"}', {"session_id": "9c-1"}),
        ('{"device_id":"d"}', None),
        ("", None),
    ],
)
def test_the_user_or_the_conversation_is_told(user_id: str, metadata: Json | None) -> None:
    assert to_chat({**ASKED, "metadata": {"user_id": user_id}}).body.get("metadata") == metadata


@pytest.mark.parametrize("name", ["mcp_servers", "container"])
def test_what_only_anthropic_can_run_is_refused(name: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        to_chat({**ASKED, name: ["x"]})
    assert caught.value.param == name


def test_what_cannot_be_said_is_left_out_and_named() -> None:
    translated = to_chat({**ASKED, "context_management": {"edits": []}, "speed": "fast"})

    assert translated.left_out == ("context_management", "speed")
    assert translated.body == ASKED


@pytest.mark.parametrize(
    ("thinking", "is_shown"),
    [
        ({"type": "enabled"}, True),
        ({"type": "adaptive"}, True),
        ({"type": "adaptive", "display": "omitted"}, False),
        ({"type": "disabled"}, False),
        (None, False),
    ],
)
def test_thoughts_are_shown_to_those_who_ask(thinking: Json | None, is_shown: bool) -> None:
    assert shows_thinking({**ASKED, "thinking": thinking}) is is_shown


FIELDS = st.sampled_from(
    [
        *("messages", "system", "tools", "tool_choice", "thinking", "metadata"),
        *("output_config", "stop_sequences", "unknown"),
    ]
)


@given(st.dictionaries(FIELDS, JSON_VALUES, max_size=4))
def test_any_body_is_translated_or_refused(odd: Json) -> None:
    try:
        translated = to_chat({**ASKED, **odd})
    except InvalidRequest:
        return
    assert json.loads(as_text(translated.body)) == translated.body


def test_a_format_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        to_chat({**ASKED, "output_config": {"format": {"type": "grammar"}}})
