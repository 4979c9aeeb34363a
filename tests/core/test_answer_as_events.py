"""Tests of `router.core.answer_as_events`."""

import json

import pytest
from hypothesis import given
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat import ChatCompletionChunk

from router.core.answer_as_events import events_of_answer
from router.core.dialects.chunks import chunks_of
from tests.core.whole_answers import Json, body_of, whole_answers

HELLO: Json = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "hello", "reasoning_content": "hm"},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
}


def told(answer: Json) -> list[Json]:
    events = events_of_answer(body_of(answer))
    assert events is not None
    return [chunk for chunk in chunks_of(events.body) if chunk is not None]


@given(whole_answers())
def test_openais_own_client_puts_the_same_answer_together(answer: Json) -> None:
    events = events_of_answer(body_of(answer))
    assert events is not None
    state = ChatCompletionStreamState()
    for chunk in (*told(answer), json.loads(events.usage_chunk)):
        state.handle_chunk(ChatCompletionChunk.model_validate(chunk))
    got = state.current_completion_snapshot.to_dict(mode="json")

    assert _bare(got) == _bare(answer)


def test_it_begins_with_the_role_and_ends_with_the_reason_and_thoughts_come_before_words() -> None:
    deltas = [chunk["choices"][0]["delta"] for chunk in told(HELLO)]  # type: ignore[index]

    assert deltas == [{"role": "assistant"}, {"reasoning_content": "hm"}, {"content": "hello"}, {}]
    assert {chunk["object"] for chunk in told(HELLO)} == {"chat.completion.chunk"}
    reasons = [chunk["choices"][0]["finish_reason"] for chunk in told(HELLO)]  # type: ignore[index]
    assert reasons == [None, None, None, "stop"]


def test_the_usage_stands_in_a_chunk_of_its_own() -> None:
    events = events_of_answer(body_of(HELLO))
    assert events is not None
    chunk = json.loads(events.usage_chunk)

    assert (chunk["choices"], chunk["usage"]) == ([], HELLO["usage"])
    assert all("usage" not in chunk for chunk in told(HELLO))


def test_halves_of_characters_pass() -> None:
    assert events_of_answer(body_of(HELLO).replace(b"hello", b"\\ud83d")) is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        body_of(HELLO | {"choices": []}),
        body_of(HELLO | {"choices": ["x"]}),
        body_of(HELLO | {"usage": None}),
        body_of(HELLO | {"choices": [{"index": 0, "message": {"content": "x"}}]}),
        body_of(HELLO).replace(b'"content": "hello"', b'"audio": {"data": "UklGRg"}'),
        body_of(HELLO).replace(b'"content": "hello"', b'"tool_calls": ["x"]'),
    ],
)
def test_what_a_stream_would_tell_otherwise_is_not_told(body: bytes) -> None:
    assert events_of_answer(body) is None


def _bare(value: object) -> object:
    """Without what is null or empty, and without the numbers that only streams give to calls."""
    if isinstance(value, dict):
        bare = {n: _bare(v) for n, v in value.items() if n not in ("object", "parsed")}
        kept = {n: v for n, v in bare.items() if v not in (None, "", [], {})}
        return {n: v for n, v in kept.items() if n != "index" or "finish_reason" in kept}
    return [_bare(one) for one in value] if isinstance(value, list) else value
