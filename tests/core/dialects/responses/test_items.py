"""Tests of `router.core.dialects.responses.items`."""

from router.core.dialects.responses.items import call_item, message_item, reasoning_item
from router.core.dialects.responses.tools import Called


def test_a_message_holds_text_and_refusal() -> None:
    item = message_item("msg_1", "a", refusal="b", status="incomplete")

    assert item == {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "status": "incomplete",
        "content": [
            {"type": "output_text", "text": "a", "annotations": [], "logprobs": []},
            {"type": "refusal", "refusal": "b"},
        ],
    }
    assert message_item("msg_1", "")["content"] == []


def test_thoughts_are_a_summary() -> None:
    assert reasoning_item("rs_1", "hm")["summary"] == [{"type": "summary_text", "text": "hm"}]
    assert reasoning_item("rs_1", "")["summary"] == []


def test_a_call_is_told_as_it_was_offered() -> None:
    plain = call_item("fc_1", Called(name="clock"), call_id="c", arguments="{}")
    spaced = call_item(
        "fc_1", Called(name="close", namespace="agents"), call_id="c", arguments="{}"
    )
    bare = call_item(
        "fc_1", Called(name="patch", is_bare=True), call_id="c", arguments='{"input":"x"}'
    )

    assert (plain["type"], plain["arguments"]) == ("function_call", "{}")
    assert "namespace" not in plain
    assert (spaced["namespace"], spaced["name"]) == ("agents", "close")
    assert (bare["type"], bare["input"]) == ("custom_tool_call", "x")
