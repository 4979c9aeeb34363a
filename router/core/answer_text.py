"""Which text did the model write, and under which id? As read from a whole answer."""

import json
import re
from collections.abc import Iterator, Sequence

__all__ = ["answer_text", "response_id_of", "said_in_events", "said_text"]

_TEXTS = ("content", "reasoning_content", "refusal")
_ID = re.compile(rb'\s*\{\s*"id"\s*:\s*"([\w.:/-]{1,128})"')


def answer_text(body: bytes) -> str:
    """Contents, reasoning, refusals and tool calls of all choices of an OpenAI answer.

    Never raises, since what came will be billed: of what cannot be read, all is counted.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
    pieces: list[str] = []
    for choice in _objects(answer, "choices"):
        message = choice.get("message")
        if isinstance(message, dict):
            pieces += [text for field in _TEXTS if isinstance(text := message.get(field), str)]
            pieces += [json.dumps(c.get("function")) for c in _objects(message, "tool_calls")]
    return "\n".join(pieces)


def said_text(body: bytes) -> str:
    """What the first choice says to its reader: content, or refusal; no reasoning, no calls."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    message = next(_objects(answer, "choices"), {}).get("message")
    if not isinstance(message, dict):
        return ""
    texts = (message.get(field) for field in ("content", "refusal"))
    return next((text for text in texts if isinstance(text, str)), "")


def said_in_events(blocks: Sequence[bytes]) -> str:
    """What the first choice of a stream says to its reader; blocks are whole events."""
    pieces: list[str] = []
    for line in b"\n".join(blocks).splitlines():
        if not line.startswith(b"data:"):
            continue
        try:
            chunk = json.loads(line[5:])
        except (ValueError, RecursionError):
            continue  # a comment, or a shape that nobody knows
        for choice in _objects(chunk, "choices"):
            delta = choice.get("delta") if choice.get("index", 0) == 0 else None
            content = delta.get("content") if isinstance(delta, dict) else None
            pieces += [content] if isinstance(content, str) else []
    return "".join(pieces)


def response_id_of(body: bytes) -> str | None:
    """The `id` of an answer or chunk, where it comes first, as it does with every known provider.

    Only the beginning is looked at: whole answers are passed on without being read.
    """
    found = _ID.match(body)
    return found[1].decode() if found else None


def _objects(holder: object, name: str) -> Iterator[dict[str, object]]:
    listed = holder.get(name) if isinstance(holder, dict) else None
    if isinstance(listed, list):
        yield from (item for item in listed if isinstance(item, dict))
