"""Tests of `router.core.dialects.messages.tools`."""

import pytest

from router.core.dialects.messages.tools import chat_tool_choice, chat_tools
from router.core.errors import InvalidRequest

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
TOOL = {
    "name": "weather",
    "description": "Now",
    "input_schema": SCHEMA,
    "cache_control": {"type": "ephemeral"},
}
FUNCTION = {"name": "weather", "description": "Now", "parameters": SCHEMA}


def test_a_tool_is_a_function() -> None:
    assert chat_tools([TOOL]) == [{"type": "function", "function": FUNCTION}]


def test_cache_marks_are_for_claude_only() -> None:
    (told,) = chat_tools([TOOL], for_claude=True)

    assert told == {
        "type": "function",
        "function": FUNCTION,
        "cache_control": {"type": "ephemeral"},
    }


def test_a_tool_without_a_schema_takes_nothing() -> None:
    (told,) = chat_tools([{"type": "custom", "name": "clock", "strict": True}])

    empty = {"type": "object", "properties": {}}
    assert told["function"] == {"name": "clock", "parameters": empty, "strict": True}


def test_anthropics_own_tools_are_refused_with_their_place() -> None:
    with pytest.raises(InvalidRequest, match="web_search_20250305") as caught:
        chat_tools([TOOL, {"type": "web_search_20250305", "name": "web_search"}])
    assert caught.value.param == "tools[1].type"


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"type": "auto"}, "auto"),
        ({"type": "any"}, "required"),
        ({"type": "none"}, "none"),
        ({"type": "tool", "name": "x"}, {"type": "function", "function": {"name": "x"}}),
    ],
)
def test_every_choice_has_a_word(choice: dict[str, object], told: object) -> None:
    assert chat_tool_choice(choice) == told


def test_an_unknown_choice_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        chat_tool_choice({"type": "some"})
