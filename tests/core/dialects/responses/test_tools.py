"""Tests of `router.core.dialects.responses.tools`."""

import pytest

from router.core.dialects.reading import Json, object_of, text_of
from router.core.dialects.responses.tools import Called, bare_text, chat_name, read_tools
from router.core.errors import InvalidRequest

SCHEMA = {"type": "object", "properties": {}}
CLOCK: Json = {"type": "function", "name": "clock", "parameters": SCHEMA, "strict": False}
PATCH: Json = {
    "type": "custom",
    "name": "patch",
    "description": "Patches.",
    "format": {"type": "grammar", "syntax": "lark", "definition": "start: line+"},
}
AGENTS: Json = {"type": "namespace", "name": "agents", "tools": [{**CLOCK, "name": "close"}]}


def names(tools: list[Json]) -> list[str]:
    return [text_of(object_of(tool, "function"), "name") for tool in tools]


def test_a_function_is_a_function() -> None:
    tools = read_tools({"tools": [CLOCK], "tool_choice": "required"})

    function = {"name": "clock", "parameters": SCHEMA, "strict": False}
    assert tools.functions == [{"type": "function", "function": function}]
    assert tools.choice == "required"
    assert tools.called("clock") == Called(name="clock")


def test_a_tool_that_takes_bare_text_is_a_function_with_one_text() -> None:
    tools = read_tools({"tools": [PATCH]})

    function = object_of(tools.functions[0], "function")
    assert object_of(function, "parameters")["required"] == ["input"]
    assert text_of(function, "description").endswith("grammar (lark):\nstart: line+")
    assert tools.called("patch") == Called(name="patch", is_bare=True)
    assert bare_text('{"input":"*** Begin"}') == "*** Begin"
    assert bare_text("*** Begin") == "*** Begin"


def test_functions_of_a_namespace_are_told_apart_and_found_again() -> None:
    tools = read_tools({"tools": [AGENTS]})

    assert names(tools.functions) == ["agents__close"]
    assert tools.called("agents__close") == Called(name="close", namespace="agents")
    assert chat_name({"namespace": "agents", "name": "close"}, place="input[0]") == "agents__close"


def test_a_name_that_the_model_invents_stays_as_it_is() -> None:
    assert read_tools({}).called("invented") == Called(name="invented")


def test_what_openai_adds_to_functions_is_left_out() -> None:
    tools = read_tools({"tools": [CLOCK, {"type": "web_search", "external_web_access": False}]})

    assert names(tools.functions) == ["clock"]
    assert tools.left_out == ("tools[1].web_search",)


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"tools": [{"type": "web_search"}]}, "tools[0].type"),
        ({"tools": [CLOCK, {"type": "file_search"}]}, "tools[1].type"),
        ({"tools": [{**AGENTS, "tools": [{"type": "mcp"}]}]}, "tools[0].tools[0].type"),
        ({"tools": [CLOCK], "tool_choice": {"type": "web_search"}}, "tool_choice.type"),
        ({"tools": [CLOCK], "tool_choice": 3}, "tool_choice"),
        ({"tools": [{"type": "function"}]}, "tools[0].name"),
    ],
)
def test_what_openai_runs_itself_is_refused_with_its_place(asked: Json, place: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_tools(asked)
    assert caught.value.param == place


@pytest.mark.parametrize("kind", ["function", "custom"])
def test_one_tool_can_be_demanded(kind: str) -> None:
    choice = {"type": kind, "name": "clock"}

    found = read_tools({"tools": [CLOCK], "tool_choice": choice}).choice

    assert found == {"type": "function", "function": {"name": "clock"}}


def test_of_the_tools_only_those_that_are_allowed_are_offered() -> None:
    allowed = {"type": "allowed_tools", "mode": "required", "tools": [{"name": "clock"}]}

    tools = read_tools({"tools": [PATCH, CLOCK], "tool_choice": allowed})

    assert (names(tools.functions), tools.choice) == (["clock"], "required")
