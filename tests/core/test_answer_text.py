"""Tests of `router.core.answer_text`."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.answer_text import answer_text, response_id_of, said_in_events, said_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choices", "message", "content", "tool_calls", "function"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


def body(*messages: dict[str, object]) -> bytes:
    return json.dumps({"choices": [{"message": m} for m in messages]}).encode()


def test_the_texts_of_all_choices_count() -> None:
    assert answer_text(body({"content": "one"}, {"content": "two"})) == "one\ntwo"


def test_reasoning_and_refusals_count() -> None:
    message: dict[str, object] = {"content": None, "reasoning_content": "hm", "refusal": "no"}

    assert answer_text(body(message)) == "hm\nno"


def test_names_and_arguments_of_tool_calls_count() -> None:
    call = {"id": "c1", "function": {"name": "weather", "arguments": '{"city":"Bonn"}'}}

    text = answer_text(body({"content": None, "tool_calls": [call]}))

    assert "weather" in text
    assert "Bonn" in text


@pytest.mark.parametrize("body", [b"null", b"[1]", b'{"choices":"x"}', b'{"choices":[1]}'])
def test_json_that_is_no_answer_has_no_text(body: bytes) -> None:
    assert answer_text(body) == ""


@pytest.mark.parametrize("body", [b"<html>", b'{"choices":[', b"[" * 100_000])
def test_of_what_cannot_be_read_all_is_counted(body: bytes) -> None:
    assert answer_text(body) == body.decode()


def test_bytes_that_are_no_text_are_counted_too() -> None:
    assert len(answer_text(b"\xff\x00\xff\x00\xfd")) == 5


@given(JSON)
def test_no_shape_of_answer_stops_the_booking(shape: object) -> None:
    assert isinstance(answer_text(json.dumps(shape).encode()), str)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"id":"chatcmpl-1","x":1}', "chatcmpl-1"),
        (b' {\n  "id" : "gen-1:a/b.c_d",', "gen-1:a/b.c_d"),
        (b'{"object":"x","id":"chatcmpl-1"}', None),
        (b'{"id":""}', None),
        (b'{"id":"' + b"x" * 129 + b'"}', None),
        (b'{"id":"a b"}', None),
        (b'{"id":7}', None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_the_id_is_read_where_it_comes_first(body: bytes, found: str | None) -> None:
    assert response_id_of(body) == found


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"content": "yes", "reasoning_content": "hm"}, "yes"),
        ({"content": None, "refusal": "no"}, "no"),
        ({"content": None, "tool_calls": [{"function": {"name": "f"}}]}, ""),
        ("odd", ""),
    ],
)
def test_what_is_said_to_the_reader_is_neither_reasoning_nor_calls(
    message: object, said: str
) -> None:
    other = {"message": {"content": "another choice"}}
    assert said_text(json.dumps({"choices": [{"message": message}, other]}).encode()) == said


@pytest.mark.parametrize("body", [b"", b"odd", b"[]", b'{"choices": []}', b"[" * 100_000])
def test_where_nothing_can_be_read_nothing_was_said(body: bytes) -> None:
    assert said_text(body) == ""
    assert said_in_events([b"data: " + body + b"\n\n"]) == ""


def test_a_stream_says_what_the_content_of_its_first_choice_says() -> None:
    blocks = [
        b'data: {"choices":[{"index":0,"delta":{"content":"on"}}]}\r\n\r\n',
        b'data: {"choices":[{"index":1,"delta":{"content":"other"}}]}\n\n: comment\n\n'
        b'data: {"choices":[{"index":0,"delta":{"content":"e","reasoning_content":"hm"}}]}\n\n',
        b'data: {"choices":[{"delta":null},{"delta":{"content":null}}]}\n\ndata: [DONE]\n\n',
    ]
    assert said_in_events(blocks) == "one"
