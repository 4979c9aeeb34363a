"""How does the input of a Responses request read as messages of a chat completion?"""

from collections.abc import Iterator, Mapping
from itertools import groupby

from router.core.dialects.reading import (
    Json,
    as_text,
    listed,
    objects_of,
    required_text,
    text_of,
    wrong,
)
from router.core.dialects.responses.tools import chat_name

__all__ = ["chat_messages"]

_TEXTS = frozenset({"input_text", "output_text", "text", "summary_text"})
_ROLES = frozenset({"user", "assistant", "system", "developer"})
_CALLS = frozenset({"function_call", "custom_tool_call"})
_RESULTS = frozenset({"function_call_output", "custom_tool_call_output"})
_THOUGHTS = frozenset({"reasoning"})
"""Sealed for OpenAI's eyes, so that nobody else could read them: they are not passed on."""
_SEEN = "[What was shown stands in the message after this.]"


def chat_messages(asked: Mapping[str, object]) -> list[Json]:
    """All messages, the instructions first.

    Raises:
        InvalidRequest: an item is not known, or refers to what only OpenAI has stored.
    """
    told: list[Json] = []
    if instructions := text_of(asked, "instructions"):
        told.append({"role": "system", "content": instructions})
    given = asked.get("input")
    if isinstance(given, str):
        return [*told, {"role": "user", "content": given}]
    for group in _groups(listed(given, place="input")):
        shown: list[Json] = []
        for number, item in group:
            shown += _add(told, item, place=f"input[{number}]")
        if shown:
            told.append({"role": "user", "content": shown})
    return told


def _groups(items: list[Json]) -> Iterator[Iterator[tuple[int, Json]]]:
    """Results of tools that follow each other stay together: no message may stand between them."""
    numbered = enumerate(items)
    for _, group in groupby(numbered, key=lambda one: text_of(one[1], "type") in _RESULTS):
        yield group


def _add(told: list[Json], item: Json, *, place: str) -> list[Json]:
    """Add what an item says to `told`; the images that a tool gave are still to be shown."""
    kind = text_of({"type": "message", **item}, "type")
    if kind == "message":
        told.append(_message(item, place=place))
    elif kind in _CALLS:
        _add_call(told, item, place=place)
    elif kind in _RESULTS:
        result, images = _result(item, place=place)
        told.append(result)
        return images
    elif kind not in _THOUGHTS:
        raise _unknown(kind, place=place)
    return []


def _message(item: Json, *, place: str) -> Json:
    role, content = text_of(item, "role"), item.get("content")
    if role not in _ROLES:
        raise wrong(f"{place}.role", told="write 'user', 'assistant', 'system' or 'developer'.")
    role = "system" if role == "developer" else role
    if isinstance(content, str):
        return {"role": role, "content": content}
    parts = _parts(content, place=f"{place}.content")
    if role != "user":
        return {"role": role, "content": "".join(text_of(part, "text") for part in parts)}
    only = text_of(parts[0], "text") if len(parts) == 1 else ""
    return {"role": role, "content": only or parts}


def _parts(content: object, *, place: str) -> list[Json]:
    return [
        _part(part, place=f"{place}[{number}]")
        for number, part in enumerate(listed(content, place=place))
    ]


def _part(part: Json, *, place: str) -> Json:
    kind = text_of(part, "type")
    if kind in _TEXTS:
        return {"type": "text", "text": required_text(part, "text", place=place)}
    if kind == "refusal":
        return {"type": "text", "text": required_text(part, "refusal", place=place)}
    if kind == "input_image" and isinstance(part.get("image_url"), str):
        image: Json = {"url": part["image_url"]}
        if isinstance(part.get("detail"), str):
            image["detail"] = part["detail"]
        return {"type": "image_url", "image_url": image}
    if kind == "input_file" and isinstance(part.get("file_data"), str):
        name = text_of(part, "filename") or "document.pdf"
        return {"type": "file", "file": {"filename": name, "file_data": part["file_data"]}}
    if kind == "input_audio" and isinstance(part.get("input_audio"), dict):
        return {"type": "input_audio", "input_audio": part["input_audio"]}
    raise wrong(
        place,
        told=f"{as_text(kind)} cannot be passed on like this. Write 'input_text', 'input_image' "
        "with an image_url or 'input_file' with file_data: files are not kept here.",
    )


def _add_call(told: list[Json], item: Json, *, place: str) -> None:
    """A call belongs to the assistant's message before it, where one stands there."""
    text = item.get("arguments") if item.get("type") == "function_call" else None
    if item.get("type") == "custom_tool_call":
        text = as_text({"input": required_text(item, "input", place=place)})
    call: Json = {
        "id": required_text(item, "call_id", place=place),
        "type": "function",
        "function": {
            "name": chat_name(item, place=place),
            "arguments": text if isinstance(text, str) else "{}",
        },
    }
    if not told or told[-1]["role"] != "assistant":
        told.append({"role": "assistant", "content": None})
    told[-1]["tool_calls"] = [*objects_of(told[-1], "tool_calls"), call]


def _result(item: Json, *, place: str) -> tuple[Json, list[Json]]:
    """What a tool gave, as text, and the images beside it: a tool's message holds text only."""
    output = item.get("output")
    images: list[Json] = []
    if isinstance(output, list):
        parts = _parts(output, place=f"{place}.output")
        images = [part for part in parts if part["type"] != "text"]
        output = "\n".join(text_of(part, "text") or _SEEN for part in parts)
    elif not isinstance(output, str):
        output = as_text(output)
    call_id = required_text(item, "call_id", place=place)
    return {"role": "tool", "tool_call_id": call_id, "content": output}, images


def _unknown(kind: object, *, place: str) -> Exception:
    if kind == "item_reference":
        told = "nothing is stored here. Send the item itself instead of its id."
    else:
        told = f"{as_text(kind)} is not known here, or is something that OpenAI runs itself."
    return wrong(f"{place}.type", told=told)
