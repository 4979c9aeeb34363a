"""Which tools does a Responses request offer, and what is a call of a function called there?

Functions stay functions. Those in a namespace get a longer name, and tools that take bare text
become functions with one text, since chat completions of most providers know neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from router.core.dialects.reading import (
    Json,
    as_text,
    listed,
    object_of,
    objects_of,
    required_text,
    text_of,
    value_of,
    wrong,
)

__all__ = ["Called", "OfferedTools", "bare_text", "chat_name", "read_tools"]

_BETWEEN = "__"
_TEXT = "input"
_ADDED = frozenset({"web_search", "web_search_preview", "tool_search", "image_generation"})
"""Codex offers them beside its own tools, which do without them."""
_CHOICES = frozenset({"auto", "none", "required"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a function is in the words of the Responses API."""

    name: str
    namespace: str | None = None
    is_bare: bool = False
    """It takes a bare text instead of JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedTools:
    """The tools of one request."""

    functions: list[Json] = field(default_factory=list)
    by_name: Mapping[str, Called] = field(default_factory=dict)
    choice: object = None
    left_out: tuple[str, ...] = ()

    def called(self, name: str) -> Called:
        """What the function `name` of a chat completion is here; models may invent names."""
        return self.by_name.get(name, Called(name=name))


def read_tools(asked: Mapping[str, object]) -> OfferedTools:
    """The tools that a request offers.

    What OpenAI adds to functions is left out; where nothing else is offered, it is what counts.

    Raises:
        InvalidRequest: a tool is one that OpenAI itself runs.
    """
    functions: list[Json] = []
    by_name: dict[str, Called] = {}
    added: list[str] = []
    for number, tool in enumerate(listed(asked.get("tools"), place="tools")):
        if text_of(tool, "type") in _ADDED:
            added.append(f"tools[{number}].{text_of(tool, 'type')}")
            continue
        for function, called in _functions(tool, place=f"tools[{number}]"):
            functions.append({"type": "function", "function": function})
            by_name[str(function["name"])] = called
    if added and not functions:
        place, _, kind = added[0].partition(".")
        raise _hosted(kind, place=place)
    functions, choice = _chosen(asked.get("tool_choice"), functions=functions)
    return OfferedTools(functions=functions, by_name=by_name, choice=choice, left_out=tuple(added))


def chat_name(item: Mapping[str, object], *, place: str) -> str:
    """The name of the function that an item calls, as chat completions know it."""
    name, namespace = required_text(item, "name", place=place), text_of(item, "namespace")
    return f"{namespace}{_BETWEEN}{name}" if namespace else name


def bare_text(arguments: str) -> str:
    """The bare text in the arguments of a function that stands for such a tool."""
    read = value_of(arguments)
    return text_of(read, _TEXT) if isinstance(read, dict) and _TEXT in read else arguments


def _functions(tool: Json, *, place: str) -> list[tuple[Json, Called]]:
    kind = tool.get("type")
    if kind == "namespace":
        space = required_text(tool, "name", place=place)
        inner = [
            found
            for number, one in enumerate(listed(tool.get("tools"), place=f"{place}.tools"))
            for found in _functions(one, place=f"{place}.tools[{number}]")
        ]
        return [
            (
                {**function, "name": f"{space}{_BETWEEN}{called.name}"},
                Called(name=called.name, namespace=space, is_bare=called.is_bare),
            )
            for function, called in inner
        ]
    if kind == "function":
        name = required_text(tool, "name", place=place)
        function: Json = {"name": name}
        for field_name in ("description", "parameters", "strict"):
            if tool.get(field_name) is not None:
                function[field_name] = tool[field_name]
        return [(function, Called(name=name))]
    if kind == "custom":
        return [_bare(tool, place=place)]
    raise _hosted(kind, place=place)


def _bare(tool: Json, *, place: str) -> tuple[Json, Called]:
    name, told = required_text(tool, "name", place=place), text_of(tool, "description")
    grammar = object_of(tool, "format")
    if definition := text_of(grammar, "definition"):
        syntax = text_of(grammar, "syntax")
        told += f"\n\nThe text must follow this grammar ({syntax}):\n{definition}"
    schema: Json = {
        "type": "object",
        "properties": {_TEXT: {"type": "string", "description": "The whole text."}},
        "required": [_TEXT],
        "additionalProperties": False,
    }
    function: Json = {"name": name, "description": told.strip(), "parameters": schema}
    return function, Called(name=name, is_bare=True)


def _chosen(choice: object, *, functions: list[Json]) -> tuple[list[Json], object]:
    """The functions on offer, and which must be called."""
    if choice is None or (isinstance(choice, str) and choice in _CHOICES):
        return functions, choice
    if not isinstance(choice, dict):
        raise wrong("tool_choice", told="write 'auto', 'none', 'required' or a tool.")
    kind = choice.get("type")
    if kind == "allowed_tools":
        allowed = {chat_name(t, place="tool_choice.tools") for t in objects_of(choice, "tools")}
        kept = [one for one in functions if text_of(object_of(one, "function"), "name") in allowed]
        return kept, choice.get("mode") or "auto"
    if kind in ("function", "custom"):
        name = chat_name(choice, place="tool_choice")
        return functions, {"type": "function", "function": {"name": name}}
    raise _hosted(kind, place="tool_choice")


def _hosted(kind: object, *, place: str) -> Exception:
    return wrong(
        f"{place}.type",
        told=f"{as_text(kind)} is a tool that OpenAI runs itself, and the policy may choose "
        "another provider. Offer functions, and run them in your program.",
    )
