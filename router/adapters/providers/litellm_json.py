"""How do litellm's objects become OpenAI's JSON?"""

import base64
import struct
from typing import Protocol

import msgspec

__all__ = ["Dumpable", "as_body", "as_event"]

Json = dict[str, object]


class Dumpable(Protocol):
    """A pydantic model of litellm's."""

    def model_dump(self, *, mode: str, exclude_none: bool) -> Json:
        """The object as plain values."""
        ...


def as_body(response: Dumpable, *, has_base64: bool = False) -> bytes:
    """The JSON of a whole answer; vectors in base64 where OpenAI's clients asked for it."""
    answer = response.model_dump(mode="json", exclude_none=True)
    for item in _list(answer, "data") if has_base64 else ():
        vector = item.get("embedding")
        if isinstance(vector, list):
            packed = struct.pack(f"<{len(vector)}f", *vector)
            item["embedding"] = base64.b64encode(packed).decode()
    for choice in _list(answer, "choices"):
        message = choice.get("message")
        if isinstance(message, dict):
            message.setdefault("content", None)  # OpenAI sends null beside tool calls
        choice.setdefault("logprobs", None)
    return msgspec.json.encode(answer)


def as_event(chunk: Dumpable) -> bytes:
    """The event of one chunk."""
    told = chunk.model_dump(mode="json", exclude_none=True)
    choices = _list(told, "choices")
    for choice in choices:
        choice.setdefault("finish_reason", None)
        choice.setdefault("logprobs", None)
    if "usage" in told and not any(c.get("delta") or c.get("finish_reason") for c in choices):
        told["choices"] = []  # litellm hangs the usage on an empty choice, OpenAI on none
    return b"data: " + msgspec.json.encode(told) + b"\n\n"


def _list(answer: Json, name: str) -> list[Json]:
    found = answer.get(name)
    return found if isinstance(found, list) else []
