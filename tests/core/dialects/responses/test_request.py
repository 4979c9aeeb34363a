"""Tests of `router.core.dialects.responses.request`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.dialects.reading import Json
from router.core.dialects.responses.request import to_chat
from router.core.errors import InvalidRequest
from tests.core.dialects.answers import JSON_VALUES

ASKED: Json = {"model": "auto", "input": "Hello"}
CLOCK: Json = {"type": "function", "name": "clock", "parameters": {}}


def test_the_plain_fields_have_the_same_meaning() -> None:
    translated = to_chat(
        {**ASKED, "temperature": 0.5, "max_output_tokens": 9, "store": True, "truncation": "auto"}
    )

    assert translated.body == {
        "model": "auto",
        "messages": [{"role": "user", "content": "Hello"}],
        "temperature": 0.5,
        "max_tokens": 9,
    }
    assert translated.left_out == ()


def test_a_stream_always_ends_with_its_usage() -> None:
    assert to_chat({**ASKED, "stream": True}).body["stream_options"] == {"include_usage": True}


def test_tools_are_offered_with_their_choice() -> None:
    asked = {**ASKED, "tools": [CLOCK], "tool_choice": "auto", "parallel_tool_calls": False}

    body = to_chat(asked).body

    assert body["tools"] == [{"type": "function", "function": {"name": "clock", "parameters": {}}}]
    assert (body["tool_choice"], body["parallel_tool_calls"]) == ("auto", False)
    assert "tool_choice" not in to_chat({**asked, "tools": []}).body


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"type": "json_object"}, {"type": "json_object"}),
        (
            {"type": "json_schema", "name": "n", "schema": {}, "strict": True},
            {"type": "json_schema", "json_schema": {"name": "n", "schema": {}, "strict": True}},
        ),
        ({"type": "text"}, None),
    ],
)
def test_a_format_of_the_answer_is_passed_on(wanted: Json, told: Json | None) -> None:
    assert to_chat({**ASKED, "text": {"format": wanted}}).body.get("response_format") == told


def test_what_only_openai_or_reasoning_models_know_are_hints() -> None:
    asked = {**ASKED, "reasoning": {"effort": "low"}, "text": {"verbosity": "high"}}

    assert to_chat({**asked, "prompt_cache_key": "k"}).hints == {
        "openai": {"prompt_cache_key": "k"},
        "openai_reasoning": {"verbosity": "high"},
        "reasoning": {"reasoning_effort": "low"},
    }


@pytest.mark.parametrize(("tier", "told"), [("flex", "flex"), ("auto", None), ("default", None)])
def test_only_an_unusual_class_of_service_is_named(tier: str, told: str | None) -> None:
    assert to_chat({**ASKED, "service_tier": tier}).body.get("service_tier") == told


def test_codex_names_its_conversation() -> None:
    asked = {**ASKED, "client_metadata": {"session_id": "s", "thread_id": "t"}}

    assert to_chat(asked).body["metadata"] == {"session_id": "t"}
    mine = {**asked, "metadata": {"session_id": "mine", "team": "search"}}
    assert to_chat(mine).body["metadata"] == {"session_id": "mine", "team": "search"}


@pytest.mark.parametrize("name", ["previous_response_id", "conversation", "prompt", "background"])
def test_what_needs_a_memory_is_refused_and_says_what_to_do(name: str) -> None:
    with pytest.raises(InvalidRequest, match=r"[Ss]end|Leave") as caught:
        to_chat({**ASKED, name: "x"})
    assert caught.value.param == name


@pytest.mark.parametrize(
    "odd",
    [
        {"top_logprobs": 2},
        {"include": ["message.output_text.logprobs"]},
        {"text": {"format": {"type": "grammar"}}},
    ],
)
def test_what_cannot_be_told_is_refused(odd: Json) -> None:
    with pytest.raises(InvalidRequest):
        to_chat({**ASKED, **odd})


def test_unknown_fields_are_left_out_and_named() -> None:
    tools = [CLOCK, {"type": "web_search"}]

    assert to_chat({**ASKED, "new": 1, "tools": tools}).left_out == ("new", "tools[1].web_search")


FIELDS = st.sampled_from(["input", "tools", "tool_choice", "text", "reasoning", "metadata", "x"])


@given(st.dictionaries(FIELDS, JSON_VALUES, max_size=4))
def test_any_body_is_translated_or_refused(odd: Json) -> None:
    try:
        translated = to_chat({**ASKED, **odd})
    except InvalidRequest:
        return
    assert isinstance(translated.body["messages"], list)
