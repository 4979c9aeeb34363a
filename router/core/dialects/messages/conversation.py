"""How does a conversation of the Messages API read as messages of a chat completion?"""

from collections.abc import Mapping

from router.core.dialects.messages.blocks import chat_parts, tool_result_text
from router.core.dialects.reading import (
    Json,
    as_text,
    listed,
    object_of,
    required_text,
    text_of,
    wrong,
)

__all__ = ["chat_messages"]

_BILLING = "x-anthropic-billing-header:"
"""Claude Code's first block of the system text speaks to Anthropic's accountants, and changes with
each request: at the beginning of a prompt it would spoil any other provider's cache."""
_THOUGHTS = frozenset({"thinking", "redacted_thinking"})
_ROLES = frozenset({"user", "assistant", "system"})


def chat_messages(asked: Mapping[str, object], *, for_claude: bool = False) -> list[Json]:
    """All messages, the system text first; cache marks and signed thoughts only for Claude.

    Raises:
        InvalidRequest: a message or block is not what it must be.
    """
    told = _system(asked.get("system"), for_claude=for_claude)
    for number, message in enumerate(listed(asked.get("messages"), place="messages")):
        place = f"messages[{number}]"
        role, content = text_of(message, "role"), message.get("content")
        if role not in _ROLES:
            raise wrong(f"{place}.role", told="write 'user' or 'assistant'.")
        if isinstance(content, str):
            told.append({"role": role, "content": content})
            continue
        if content is None:
            raise wrong(f"{place}.content", told="write a text or a list of blocks.")
        blocks = listed(content, place=f"{place}.content")
        if role == "assistant":
            told.append(_said(blocks, place=place, for_claude=for_claude))
        elif role == "system":
            told += _system(blocks, for_claude=for_claude)
        else:
            told += _asked(blocks, place=place, for_claude=for_claude)
    return told


def _system(system: object, *, for_claude: bool) -> list[Json]:
    if not system:
        return []
    if isinstance(system, str):
        return [{"role": "system", "content": system}]
    blocks = listed(system, place="system")
    if for_claude:
        return [{"role": "system", "content": chat_parts(blocks, place="system", marks=True)}]
    texts = [required_text(block, "text", place=f"system[{n}]") for n, block in enumerate(blocks)]
    told = "\n\n".join(text for text in texts if not text.startswith(_BILLING))
    return [{"role": "system", "content": told}] if told else []


def _asked(blocks: list[Json], *, place: str, for_claude: bool) -> list[Json]:
    """What a user says; results of tools come first, as providers of chat completions demand."""
    told: list[Json] = []
    rest: list[Json] = []
    for number, block in enumerate(blocks):
        if block.get("type") != "tool_result":
            rest += chat_parts([block], place=f"{place}.content", first=number, marks=for_claude)
            continue
        where = f"{place}.content[{number}]"
        text, shown = tool_result_text(block, place=where)
        answers = required_text(block, "tool_use_id", place=where)
        result: Json = {"role": "tool", "tool_call_id": answers, "content": text}
        if for_claude and isinstance(block.get("cache_control"), dict):
            result["cache_control"] = block["cache_control"]
        told.append(result)
        rest += shown
    if rest:
        only = text_of(rest[0], "text") if len(rest) == 1 and len(rest[0]) == 2 else ""
        told.append({"role": "user", "content": only or rest})
    elif not told:
        told.append({"role": "user", "content": ""})
    return told


def _said(blocks: list[Json], *, place: str, for_claude: bool) -> Json:
    """What the model said before: text, calls of tools and, where it reads them, its thoughts."""
    texts: list[Json] = []
    calls: list[Json] = []
    thoughts: list[Json] = []
    for number, block in enumerate(blocks):
        kind, where = text_of(block, "type"), f"{place}.content[{number}]"
        if kind == "tool_use":
            calls.append(_call(block, place=where))
        elif kind in _THOUGHTS:
            thoughts.append(block)
        else:
            part = chat_parts([block], place=f"{place}.content", first=number, marks=for_claude)
            texts += part
    content: object = "".join(text_of(part, "text") for part in texts) or None
    if any("cache_control" in part for part in texts):
        content = texts
    if content is None and not calls:
        content = ""
    message: Json = {"role": "assistant", "content": content}
    if calls:
        message["tool_calls"] = calls
    signed = [t for t in thoughts if t.get("signature") or t.get("data")]
    if for_claude and signed:
        message["thinking_blocks"] = signed
    return message


def _call(block: Json, *, place: str) -> Json:
    name = required_text(block, "name", place=place)
    function = {"name": name, "arguments": as_text(object_of(block, "input"))}
    return {
        "id": required_text(block, "id", place=place),
        "type": "function",
        "function": function,
    }
