"""Tests of `router.core.dialects.messages.conversation`."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.dialects.messages.conversation import chat_messages
from router.core.dialects.reading import Json, as_text, object_of, objects_of, value_of
from router.core.errors import InvalidRequest

MARK = {"cache_control": {"type": "ephemeral"}}
THOUGHT = {"type": "thinking", "thinking": "hm", "signature": "sig"}


def text(said: str, **more: object) -> Json:
    return {"type": "text", "text": said, **more}


def test_texts_stay_texts() -> None:
    asked = {"system": "Be kind.", "messages": [{"role": "user", "content": "Hello"}]}

    assert chat_messages(asked) == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Hello"},
    ]


def test_blocks_of_the_system_text_are_one_text_without_words_to_accountants() -> None:
    blocks = [
        text("x-anthropic-billing-header: cc=1;"),
        text("Be kind.", **MARK),
        text("Be short."),
    ]

    assert chat_messages({"system": blocks}) == [
        {"role": "system", "content": "Be kind.\n\nBe short."}
    ]
    assert chat_messages({"system": blocks}, for_claude=True) == [
        {"role": "system", "content": blocks}
    ]
    assert chat_messages({"system": blocks[:1]}) == []


def test_results_of_tools_come_before_what_else_the_user_says() -> None:
    blocks = [
        {"type": "tool_result", "tool_use_id": "a", "content": "19"},
        {"type": "tool_result", "tool_use_id": "b", "content": [text("20")]},
        text("And now?"),
    ]

    assert chat_messages({"messages": [{"role": "user", "content": blocks}]}) == [
        {"role": "tool", "tool_call_id": "a", "content": "19"},
        {"role": "tool", "tool_call_id": "b", "content": "20"},
        {"role": "user", "content": "And now?"},
    ]


def test_what_the_model_said_and_called_is_one_message() -> None:
    call = {"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Lima"}}
    said = {"role": "assistant", "content": [THOUGHT, text("Let me look."), call]}

    (plain,) = chat_messages({"messages": [said]})
    (for_claude,) = chat_messages({"messages": [said]}, for_claude=True)

    function = {"name": "weather", "arguments": '{"city":"Lima"}'}
    assert plain == {
        "role": "assistant",
        "content": "Let me look.",
        "tool_calls": [{"id": "t1", "type": "function", "function": function}],
    }
    assert for_claude == {**plain, "thinking_blocks": [THOUGHT]}


def test_thoughts_without_a_signature_are_nobodys() -> None:
    unsigned = {**THOUGHT, "signature": ""}
    said = {"role": "assistant", "content": [unsigned, text("So.")]}

    (told,) = chat_messages({"messages": [said]}, for_claude=True)

    assert told == {"role": "assistant", "content": "So."}


def test_marks_within_a_conversation_are_for_claude_only() -> None:
    result = {"type": "tool_result", "tool_use_id": "a", "content": "x", **MARK}
    messages = [
        {"role": "assistant", "content": [text("A", **MARK)]},
        {"role": "user", "content": [result, text("B", **MARK)]},
    ]

    marked = chat_messages({"messages": messages}, for_claude=True)

    assert as_text(marked).count("cache_control") == 3
    assert "cache_control" not in as_text(chat_messages({"messages": messages}))


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ({"role": "robot", "content": "x"}, "messages[0].role"),
        ({"role": "user"}, "messages[0].content"),
        ({"role": "user", "content": [{"type": "odd"}]}, "messages[0].content[0].type"),
        (
            {"role": "user", "content": [{"type": "tool_result"}]},
            "messages[0].content[0].tool_use_id",
        ),
        ({"role": "assistant", "content": [{"type": "tool_use"}]}, "messages[0].content[0].name"),
    ],
)
def test_a_wrong_message_is_refused_with_its_place(message: Json, place: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        chat_messages({"messages": [message]})
    assert caught.value.param == place


TEXTS = st.text(min_size=1, max_size=8).map(text)
IMAGES = st.text("AB", min_size=4, max_size=8).map(
    lambda data: {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": data},
    }
)
INPUTS = st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=5), max_size=3)
IDS = st.uuids().map(str)
CALLS = st.builds(
    lambda call_id, name, given_input: {
        "type": "tool_use",
        "id": call_id,
        "name": name,
        "input": given_input,
    },
    IDS,
    st.text("abc", min_size=1, max_size=4),
    INPUTS,
)
RESULTS = st.builds(
    lambda call_id, content: {"type": "tool_result", "tool_use_id": call_id, "content": content},
    IDS,
    st.text(max_size=6) | st.lists(TEXTS, min_size=1, max_size=1),
)
ASKED = st.tuples(st.lists(RESULTS, max_size=2), st.lists(TEXTS | IMAGES, min_size=1, max_size=3))
SAID = st.tuples(st.lists(TEXTS, max_size=1), st.lists(CALLS, max_size=3))
TURNS = st.lists(
    ASKED.map(lambda both: {"role": "user", "content": [*both[0], *both[1]]})
    | SAID.map(lambda both: {"role": "assistant", "content": [*both[0], *both[1]]}),
    max_size=5,
)


def told_by_blocks(messages: list[Json]) -> Iterator[tuple[object, ...]]:
    for message in messages:
        for block in objects_of(message, "content"):
            match block["type"]:
                case "text":
                    yield "text", message["role"], block["text"]
                case "image":
                    yield "image", object_of(block, "source")["data"]
                case "tool_use":
                    yield "call", block["id"], block["name"], block["input"]
                case _:
                    content = block["content"]
                    yield "result", block["tool_use_id"], _only(content)


def _only(content: object) -> object:
    return content[0]["text"] if isinstance(content, list) else content


def told_by_chat(messages: list[Json]) -> Iterator[tuple[object, ...]]:
    for message in messages:
        content = message["content"]
        if message["role"] == "tool":
            yield "result", message["tool_call_id"], content
        elif isinstance(content, str) and content:
            yield "text", message["role"], content
        for part in objects_of(message, "content"):
            if part["type"] == "text":
                yield "text", message["role"], part["text"]
            else:
                yield "image", str(object_of(part, "image_url")["url"]).partition(",")[2]
        for call in objects_of(message, "tool_calls"):
            function = object_of(call, "function")
            arguments = value_of(str(function["arguments"]))
            yield "call", call["id"], function["name"], arguments


@given(TURNS)
def test_nothing_that_both_know_is_lost_or_moved(messages: list[Json]) -> None:
    told = chat_messages({"messages": messages})

    assert list(told_by_chat(told)) == list(told_by_blocks(messages))


def test_the_system_may_speak_in_between_and_a_user_may_say_nothing() -> None:
    messages: list[Json] = [
        {"role": "system", "content": [text("Hurry.")]},
        {"role": "user", "content": []},
        {"role": "assistant", "content": []},
    ]

    assert chat_messages({"messages": messages}) == [
        {"role": "system", "content": "Hurry."},
        {"role": "user", "content": ""},
        {"role": "assistant", "content": ""},
    ]


def test_a_user_who_only_brings_results_says_nothing_else() -> None:
    blocks = [{"type": "tool_result", "tool_use_id": "a", "content": "19"}]

    (told,) = chat_messages({"messages": [{"role": "user", "content": blocks}]})

    assert told["role"] == "tool"
