"""Tests of `router.core.dialects.responses.items_written`."""

from router.core.dialects.responses.items_written import (
    CallWritten,
    MessageWritten,
    ReasoningWritten,
)
from router.core.dialects.responses.tools import Called


def test_a_message_is_told_from_its_first_word_to_its_end() -> None:
    message = MessageWritten("msg_1", 2)

    events = [*message.add("a"), *message.add("b"), *message.done(status="completed")]

    assert [kind for kind, _ in events] == [
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
    ]
    assert all(data["output_index"] == 2 for _, data in events)
    assert events[4][1]["text"] == "ab"
    assert events[-1][1]["item"] == message.item(status="completed")


def test_a_refusal_has_events_of_its_own() -> None:
    message = MessageWritten("msg_1", 0, refuses=True)

    events = [*message.add("No."), *message.done(status="completed")]

    assert [kind for kind, _ in events][2:4] == ["response.refusal.delta", "response.refusal.done"]
    assert message.item(status="completed")["content"] == [{"type": "refusal", "refusal": "No."}]


def test_thoughts_are_told_as_a_summary() -> None:
    thoughts = ReasoningWritten("rs_1", 0)

    kinds = [kind for kind, _ in [*thoughts.add("hm"), *thoughts.done(status="completed")]]

    assert kinds == [
        "response.output_item.added",
        "response.reasoning_summary_part.added",
        "response.reasoning_summary_text.delta",
        "response.reasoning_summary_text.done",
        "response.reasoning_summary_part.done",
        "response.output_item.done",
    ]


def test_arguments_are_told_as_they_come() -> None:
    call = CallWritten("fc_1", 1, called=Called(name="clock"), call_id="c")

    events = [call.opened(), *call.add('{"a"'), *call.add(":1}"), *call.done(status="completed")]

    assert [data.get("delta") for _, data in events] == [None, '{"a"', ":1}", None, None]
    assert events[3][1]["arguments"] == '{"a":1}'


def test_bare_text_is_told_once_it_is_complete() -> None:
    call = CallWritten("fc_1", 1, called=Called(name="patch", is_bare=True), call_id="c")

    assert list(call.add('{"input":"*** ')) == []
    assert list(call.add('Begin"}')) == []
    delta, done, item = call.done(status="completed")
    assert delta[1]["delta"] == "*** Begin"
    assert done[1]["input"] == "*** Begin"
    assert item[1]["item"] == call.item(status="completed")
