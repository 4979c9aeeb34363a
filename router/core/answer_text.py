"""Which text did the model write? All of a whole answer's, for counting where usage is missing."""

import json
from collections.abc import Iterator

__all__ = ["answer_text"]

_TEXTS = ("content", "reasoning_content", "refusal")


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


def _objects(holder: object, name: str) -> Iterator[dict[str, object]]:
    listed = holder.get(name) if isinstance(holder, dict) else None
    if isinstance(listed, list):
        yield from (item for item in listed if isinstance(item, dict))
