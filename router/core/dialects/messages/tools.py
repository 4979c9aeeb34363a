"""Which tools does a Messages request offer, and which must be called?"""

from collections.abc import Mapping

from router.core.dialects.reading import Json, listed, required_text, text_of, wrong

__all__ = ["chat_tool_choice", "chat_tools"]

_CHOICES = {"auto": "auto", "any": "required", "none": "none"}


def chat_tools(offered: object, *, for_claude: bool = False) -> list[Json]:
    """The tools as functions; marks for Anthropic's cache only where Claude reads them.

    Raises:
        InvalidRequest: a tool is one of Anthropic's own, or has no name.
    """
    tools: list[Json] = []
    for number, tool in enumerate(listed(offered, place="tools")):
        place = f"tools[{number}]"
        kind = tool.get("type")
        if kind not in (None, "custom"):
            raise wrong(
                f"{place}.type",
                told=f"{kind!r} is a tool of Anthropic's own, and the policy may choose another "
                "provider. Offer tools with a name and an input_schema only.",
            )
        function: Json = {"name": required_text(tool, "name", place=place)}
        if description := text_of(tool, "description"):
            function["description"] = description
        function["parameters"] = tool.get("input_schema") or {"type": "object", "properties": {}}
        if isinstance(tool.get("strict"), bool):
            function["strict"] = tool["strict"]
        told: Json = {"type": "function", "function": function}
        if for_claude and isinstance(tool.get("cache_control"), dict):
            told["cache_control"] = tool["cache_control"]
        tools.append(told)
    return tools


def chat_tool_choice(choice: Mapping[str, object]) -> object:
    """Which tool must be called.

    Raises:
        InvalidRequest: it is none of `auto`, `any`, `tool` and `none`.
    """
    kind = text_of(choice, "type")
    if kind == "tool":
        name = required_text(choice, "name", place="tool_choice")
        return {"type": "function", "function": {"name": name}}
    if kind not in _CHOICES:
        raise wrong("tool_choice.type", told="write 'auto', 'any', 'tool' or 'none'.")
    return _CHOICES[kind]
