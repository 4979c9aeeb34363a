"""Tests of `router.core.dialects.responses.conversation`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.dialects.reading import Json, as_text, object_of, objects_of
from router.core.dialects.responses.conversation import chat_messages
from router.core.errors import InvalidRequest

PIXEL = "data:image/png;base64,AAAA"


def call(call_id: str, arguments: str = "{}") -> Json:
    return {"type": "function_call", "call_id": call_id, "name": "clock", "arguments": arguments}


def result(call_id: str, output: object) -> Json:
    return {"type": "function_call_output", "call_id": call_id, "output": output}


def test_a_text_is_what_the_user_says() -> None:
    assert chat_messages({"instructions": "Be kind.", "input": "Hello"}) == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Hello"},
    ]


def test_messages_may_be_short_or_in_parts() -> None:
    items = [
        {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "A"}]},
        {"role": "user", "content": "B"},
        {"role": "assistant", "content": [{"type": "output_text", "text": "C"}]},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "D"}]},
        {"role": "user", "content": [{"type": "input_text", "text": "E"}]},
    ]

    assert chat_messages({"input": items}) == [
        {"role": "system", "content": "A"},
        {"role": "user", "content": "B"},
        {"role": "assistant", "content": "C"},
        {"role": "assistant", "content": "D"},
        {"role": "user", "content": "E"},
    ]


def test_images_files_and_sounds_are_parts() -> None:
    sound = {"type": "input_audio", "input_audio": {"data": "A", "format": "wav"}}
    parts = [
        {"type": "input_image", "image_url": PIXEL, "detail": "low"},
        {"type": "input_file", "filename": "a.pdf", "file_data": "data:x"},
        sound,
    ]

    (told,) = chat_messages({"input": [{"role": "user", "content": parts}]})

    assert told["content"] == [
        {"type": "image_url", "image_url": {"url": PIXEL, "detail": "low"}},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:x"}},
        sound,
    ]


def test_calls_belong_to_what_the_model_said_before_them() -> None:
    said = {"role": "assistant", "content": "Let me look."}
    items = [said, call("a"), call("b"), result("a", "1"), result("b", "2"), call("c")]

    told = chat_messages({"input": items})

    assert [message["role"] for message in told] == ["assistant", "tool", "tool", "assistant"]
    assert [one["id"] for one in objects_of(told[0], "tool_calls")] == ["a", "b"]
    assert told[0]["content"] == "Let me look."
    assert told[3]["content"] is None


def test_images_of_tools_are_shown_after_the_last_result() -> None:
    shown = [{"type": "input_text", "text": "plot"}, {"type": "input_image", "image_url": PIXEL}]
    items = [call("a"), call("b"), result("a", shown), result("b", "2"), call("c")]

    told = chat_messages({"input": items})

    assert [message["role"] for message in told] == [
        *("assistant", "tool", "tool", "user", "assistant")
    ]
    assert str(told[1]["content"]).startswith("plot\n[What was shown")
    assert told[3]["content"] == [{"type": "image_url", "image_url": {"url": PIXEL}}]


def test_bare_texts_and_namespaces_are_found_again_in_what_was_called() -> None:
    bare = {"type": "custom_tool_call", "call_id": "a", "name": "patch", "input": "*** Begin"}
    spaced = {**call("b"), "namespace": "agents"}

    (told,) = chat_messages({"input": [bare, spaced]})

    first, second = (object_of(one, "function") for one in objects_of(told, "tool_calls"))
    assert first == {"name": "patch", "arguments": '{"input":"*** Begin"}'}
    assert second["name"] == "agents__clock"


def test_sealed_thoughts_are_not_passed_on() -> None:
    items = [{"type": "reasoning", "summary": [], "encrypted_content": "x"}, call("a")]

    assert "encrypted" not in as_text(chat_messages({"input": items}))


@pytest.mark.parametrize(
    ("item", "place"),
    [
        ({"type": "item_reference", "id": "msg_1"}, "input[0].type"),
        ({"type": "web_search_call"}, "input[0].type"),
        ({"role": "robot", "content": "x"}, "input[0].role"),
        (
            {"role": "user", "content": [{"type": "input_image", "file_id": "f"}]},
            "input[0].content[0]",
        ),
        ({"type": "function_call", "name": "x"}, "input[0].call_id"),
        ({"type": "function_call", "call_id": "x"}, "input[0].name"),
    ],
)
def test_what_cannot_be_passed_on_is_refused_with_its_place(item: Json, place: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        chat_messages({"input": [item]})
    assert caught.value.param == place


TEXTS = st.text(min_size=1, max_size=8)
MESSAGES = st.builds(
    lambda role, text: {"role": role, "content": text},
    st.sampled_from(["user", "assistant", "system"]),
    TEXTS,
)
CALLS = st.builds(call, st.uuids().map(str), TEXTS)
RESULTS = st.builds(result, st.uuids().map(str), TEXTS)


@given(st.lists(MESSAGES | CALLS | RESULTS, max_size=8))
def test_nothing_is_lost_or_moved(items: list[Json]) -> None:
    told: list[object] = []
    for message in chat_messages({"input": items}):
        told += [message["content"]] if message["content"] is not None else []
        told += [one["id"] for one in objects_of(message, "tool_calls")]

    assert told == [item.get("content") or item.get("output") or item["call_id"] for item in items]


def test_a_result_of_any_shape_is_told_as_text() -> None:
    (told,) = chat_messages({"input": [result("a", {"ok": True})]})

    assert told["content"] == '{"ok":true}'
