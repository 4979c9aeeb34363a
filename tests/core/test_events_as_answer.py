"""Tests of `router.core.events_as_answer`."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.answer_as_events import events_of_answer
from router.core.dialects.chunks import DONE, bare_event
from router.core.events_as_answer import answer_of_events
from tests.core.whole_answers import Json, body_of, whole_answers

USAGE = b'{"choices":[],"usage":{"prompt_tokens":9}}'


def chunk(delta: object = None, *, index: object = 0, **more: object) -> Json:
    choice = {"index": index, "delta": delta or {}, "finish_reason": None, **more}
    return {"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}


END = chunk(finish_reason="stop")


def put_together(*chunks: Json, usage: bytes | None = USAGE) -> Json | None:
    whole = answer_of_events(b"".join(map(bare_event, chunks)) + DONE, usage)
    if whole is None:
        return None
    told: Json = json.loads(whole)
    return told


def message_of(*chunks: Json) -> Json:
    told = put_together(*chunks, END)
    assert told is not None
    message: Json = told["choices"][0]["message"]  # type: ignore[index]
    return message


@given(whole_answers())
def test_an_answer_that_was_told_as_a_stream_is_the_same_again(answer: Json) -> None:
    events = events_of_answer(body_of(answer))
    assert events is not None

    whole = answer_of_events(*events)

    assert whole is not None
    assert json.loads(whole) == answer


@given(whole_answers(), st.randoms(use_true_random=False))
def test_pieces_of_any_length_in_any_turn_of_the_choices_make_the_same_answer(
    answer: Json, draw: random.Random
) -> None:
    events = events_of_answer(body_of(answer))
    assert events is not None
    chunks = [json.loads(line[6:]) for line in events.body.split(b"\n\n") if line]
    queues: dict[int, list[Json]] = {}
    for one in chunks:
        queues.setdefault(one["choices"][0]["index"], []).extend(_cut(one, draw))
    mixed = []
    while any(queues.values()):
        queue = draw.choice([queue for queue in queues.values() if queue])
        mixed.append(queue.pop(0))

    assert put_together(*mixed, usage=events.usage_chunk) == answer


def test_a_tool_call_is_put_together_as_openai_sends_it() -> None:
    def called(**said: object) -> Json:
        return chunk({"tool_calls": [{"index": 0, **said}]})

    message = message_of(
        chunk({"role": "assistant", "content": None}),
        called(id="call_1", type="function", function={"name": "f", "arguments": ""}),
        called(function={"arguments": '{"a"'}),
        called(function={"arguments": ":1}"}),
    )

    function = {"name": "f", "arguments": '{"a":1}'}
    assert message == {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
    }


def test_padding_and_empty_names_at_the_beginning_are_passed_over() -> None:
    azure: Json = {"id": "", "model": "", "choices": [], "prompt_filter_results": [{"a": 1}]}
    padded = chunk({"content": "hi"}) | {"obfuscation": "xyz"}
    told = put_together(azure, padded, END)

    assert told is not None
    assert (told["id"], told["model"]) == ("c", "m")
    assert "obfuscation" not in told


@pytest.mark.parametrize(
    "chunks",
    [
        (),
        (chunk({"content": "no end"}),),
        (chunk({"content": [{"type": "thinking"}]}), END),
        (chunk({"audio": {"data": "x"}}), END),
        (chunk({"tool_calls": [{"id": "without a number"}]}), END),
        (chunk({"tool_calls": [{"index": 1, "id": "the first is missing"}]}), END),
        (chunk({"tool_calls": "x"}), END),
        (chunk({"tool_calls": ["x"]}), END),
        (chunk({"annotations": [1]}), chunk({"annotations": [2]}), END),
        (chunk({"content": "x"}, index=None), END),
        (chunk("x"), END),
        (END, chunk(finish_reason="length")),
        (chunk(logprobs={"tokens": [1]}), chunk(logprobs={"tokens": [2]}), END),
        (chunk(logprobs={"content": [1]}), chunk(logprobs={"content": 2}), END),
    ],
)
def test_what_could_mean_several_answers_is_none(chunks: tuple[Json, ...]) -> None:
    assert put_together(*chunks) is None


@pytest.mark.parametrize("usage", [None, b"x", b"{}", b'{"usage":null}'])
def test_a_stream_that_tells_no_usage_is_no_whole_answer(usage: bytes | None) -> None:
    assert put_together(chunk({"content": "hi"}), END, usage=usage) is None


def _cut(one: Json, draw: random.Random) -> list[Json]:
    """The same in two chunks, where its text can be cut."""
    choice: dict[str, Any] = one["choices"][0]  # type: ignore[index]
    for name in ("content", "refusal", "reasoning_content"):
        text = choice["delta"].get(name)
        if isinstance(text, str) and text:
            at = draw.randrange(len(text) + 1)
            first = choice | {"delta": {name: text[:at]}}
            rest = choice | {"delta": {name: text[at:]}} | {"logprobs": None}
            return [one | {"choices": [first]}, one | {"choices": [rest]}]
    for call in choice["delta"].get("tool_calls", ()):
        text, at = call["function"]["arguments"], draw.randrange(3)
        began = call | {"function": call["function"] | {"arguments": text[:at]}}
        more = {"index": call["index"], "function": {"arguments": text[at:]}}
        return [
            one | {"choices": [choice | {"delta": {"tool_calls": [part]}}]}
            for part in (began, more)
        ]
    return [one]
