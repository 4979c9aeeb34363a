"""Tests of `router.core.dialects.messages.stream`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.dialects.answered import usage_of
from router.core.dialects.messages.answer import message_of, tool_input
from router.core.dialects.messages.stream import MessageStream
from router.core.dialects.reading import Json, object_of, objects_of
from router.core.errors import UpstreamBrokeOff
from tests.core.dialects.answers import JSON_VALUES, Told, chunk, read_events, told


def stream(*, with_thinking: bool = True) -> MessageStream:
    return MessageStream(message_id="msg_1", input_tokens=7, with_thinking=with_thinking)


def events(chunks: list[Json | None], *, with_thinking: bool = True) -> list[Json]:
    under_way = stream(with_thinking=with_thinking)
    return read_events(b"".join(map(under_way.events, chunks)))


def accumulated(found: list[Json]) -> Json:
    """What a client that follows Anthropic's rules makes of the events."""
    message: Json = {}
    content: list[Json] = []
    written: list[str] = []
    for event in found:
        match event["type"]:
            case "message_start":
                message = dict(object_of(event, "message"))
            case "content_block_start":
                assert event["index"] == len(content), "one block after the other"
                content.append(dict(object_of(event, "content_block")))
                written = []
            case "content_block_delta":
                assert event["index"] == len(content) - 1, "only the open block is written"
                delta = object_of(event, "delta")
                written += [str(value) for name, value in delta.items() if name != "type"]
            case "content_block_stop":
                block = content[-1]
                name = {"text": "text", "thinking": "thinking"}.get(str(block["type"]), "input")
                said = "".join(written)
                block[name] = tool_input(said) if name == "input" else said
            case "message_delta":
                message |= object_of(event, "delta")
                message["usage"] = object_of(message, "usage") | object_of(event, "usage")
            case kind:
                assert kind in ("ping", "message_stop")
    return {**message, "content": content}


@given(told(), st.booleans(), st.booleans())
def test_a_stream_adds_up_to_the_whole_message(
    said: Told, in_turns: bool, with_thinking: bool
) -> None:
    whole = message_of(
        said.whole(),
        message_id="msg_1",
        usage=usage_of(said.whole()),
        with_thinking=with_thinking,
    )

    found = events(said.chunks(in_turns=in_turns), with_thinking=with_thinking)

    assert accumulated(found) == whole


def test_it_begins_with_our_estimate_and_ends_with_the_true_count() -> None:
    start, ping, *_, last, stop = events(Told(texts=["a"]).chunks())

    usage = object_of(object_of(start, "message"), "usage")
    assert (usage["input_tokens"], usage["output_tokens"]) == (7, 0)
    assert ping == {"type": "ping"}
    told_last = object_of(last, "usage")
    assert (told_last["input_tokens"], told_last["output_tokens"]) == (9, 5)
    assert stop == {"type": "message_stop"}


def test_signatures_and_sealed_thoughts_of_claude_are_passed_on() -> None:
    signed = {"type": "thinking", "thinking": "", "signature": "sig"}
    sealed = {"type": "redacted_thinking", "data": "xx"}
    chunks: list[Json | None] = [
        chunk({"reasoning_content": "hm", "thinking_blocks": [{"thinking": "hm"}]}),
        chunk({"thinking_blocks": [signed]}),
        chunk({"thinking_blocks": [sealed]}),
        chunk({"content": "So."}),
    ]

    found = [
        event.get("content_block") or event.get("delta") for event in events([*chunks, None])[2:-2]
    ]

    assert found == [
        {"type": "thinking", "thinking": "", "signature": ""},
        {"type": "thinking_delta", "thinking": "hm"},
        {"type": "signature_delta", "signature": "sig"},
        None,
        sealed,
        None,
        {"type": "text", "text": ""},
        {"type": "text_delta", "text": "So."},
        None,
    ]


def test_a_refusal_is_told_as_text_and_as_the_reason() -> None:
    found = accumulated(events([chunk({"refusal": "No."}), chunk({}, finish_reason="stop"), None]))

    assert found["content"] == [{"type": "text", "text": "No."}]
    assert found["stop_reason"] == "refusal"


@pytest.mark.parametrize("before", [[], [chunk({"content": "a"})]])
def test_an_error_ends_the_stream_in_anthropics_shape(before: list[Json | None]) -> None:
    *_, last = events([*before, dict(UpstreamBrokeOff("It broke off.").body())])

    assert last == {
        "type": "error",
        "error": {"type": "api_error", "message": "It broke off.", "code": "upstream_broke_off"},
    }


def test_other_choices_are_not_told() -> None:
    second = chunk({"content": "b"})
    objects_of(second, "choices")[0]["index"] = 1

    assert accumulated(events([second, None]))["content"] == []


@given(st.lists(st.dictionaries(st.sampled_from(["choices", "usage", "model"]), JSON_VALUES)))
def test_chunks_of_any_shape_end_in_a_message(odd: list[Json]) -> None:
    kinds = [event["type"] for event in events([*odd, None])]

    assert kinds[0] == "message_start"
    assert kinds[-2:] == ["message_delta", "message_stop"]
