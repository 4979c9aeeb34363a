"""Tests of `router.core.dialects.messages.answer`."""

from collections.abc import Mapping

import pytest

from router.core.dialects.messages.answer import message_of, stop_of, tool_input, usage_json
from router.core.dialects.reading import Json
from router.core.usage import Usage
from tests.core.dialects.answers import Told

USAGE = Usage(input_tokens=9, output_tokens=5)


def message(answer: Mapping[str, object], *, with_thinking: bool = False) -> Json:
    return message_of(answer, message_id="msg_1", usage=USAGE, with_thinking=with_thinking)


def test_text_and_calls_are_blocks() -> None:
    told = Told(texts=["Let me look."], calls=[("weather", ['{"city":"Lima"}'])])

    assert message(told.whole()) == {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "some-model",
        "content": [
            {"type": "text", "text": "Let me look."},
            {"type": "tool_use", "id": "call_0", "name": "weather", "input": {"city": "Lima"}},
        ],
        "stop_reason": "tool_use",
        "stop_sequence": None,
        "usage": usage_json(USAGE),
    }


def test_thoughts_come_first_where_they_were_asked_for() -> None:
    whole = Told(thoughts=["hm"], texts=["So."]).whole()

    assert message(whole)["content"] == [{"type": "text", "text": "So."}]
    assert message(whole, with_thinking=True)["content"] == [
        {"type": "thinking", "thinking": "hm", "signature": ""},
        {"type": "text", "text": "So."},
    ]


def test_claudes_own_thoughts_keep_their_signatures() -> None:
    blocks = [
        {"type": "thinking", "thinking": "hm", "signature": "sig"},
        {"type": "redacted_thinking", "data": "xx"},
    ]
    said = {"content": "So.", "reasoning_content": "hm", "thinking_blocks": blocks}
    answer = {"choices": [{"message": said, "finish_reason": "stop"}]}

    found = message(answer, with_thinking=True)["content"]

    assert found == [*blocks, {"type": "text", "text": "So."}]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("stop", "end_turn"),
        ("length", "max_tokens"),
        ("tool_calls", "tool_use"),
        ("content_filter", "refusal"),
        ("something new", "end_turn"),
    ],
)
def test_every_reason_to_stop_has_a_word(reason: str, told: str) -> None:
    assert stop_of({"finish_reason": reason}, stops=(), has_calls=False)["stop_reason"] == told


def test_calls_are_why_it_stopped_also_where_the_provider_says_otherwise() -> None:
    assert stop_of({"finish_reason": "stop"}, stops=(), has_calls=True)["stop_reason"] == "tool_use"


def test_the_stop_sequence_is_named_where_the_provider_names_it() -> None:
    choice = {"finish_reason": "stop", "stop_reason": "END"}

    assert stop_of(choice, stops=["END"], has_calls=False) == {
        "stop_reason": "stop_sequence",
        "stop_sequence": "END",
    }
    assert stop_of(choice, stops=["X"], has_calls=False)["stop_reason"] == "end_turn"


def test_a_refusal_is_text_and_told() -> None:
    answer = {"choices": [{"message": {"content": None, "refusal": "No."}}]}

    told = message(answer)

    assert told["content"] == [{"type": "text", "text": "No."}]
    assert told["stop_reason"] == "refusal"


def test_what_the_cache_held_is_counted_apart() -> None:
    usage = Usage(
        input_tokens=100,
        cached_tokens=60,
        cache_write_tokens=30,
        cache_write_1h_tokens=10,
        output_tokens=7,
    )

    told = usage_json(usage)

    assert (told["input_tokens"], told["output_tokens"]) == (10, 7)
    assert (told["cache_read_input_tokens"], told["cache_creation_input_tokens"]) == (60, 30)
    assert told["cache_creation"] == {
        "ephemeral_5m_input_tokens": 20,
        "ephemeral_1h_input_tokens": 10,
    }


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ('{"a":1}', {"a": 1}),
        ("", {}),
        ('{"a":', {"arguments": '{"a":'}),
        ("[1]", {"arguments": "[1]"}),
    ],
)
def test_arguments_are_an_object_whatever_the_model_wrote(arguments: str, given: Json) -> None:
    assert tool_input(arguments) == given


def test_an_empty_answer_is_a_message_without_blocks() -> None:
    assert message({})["content"] == []
