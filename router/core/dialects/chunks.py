"""What does a stream of a chat completion say, chunk by chunk, and how are events written?"""

from collections.abc import Iterator

from router.core.dialects.reading import Json, as_bytes, value_of

__all__ = ["DONE", "bare_event", "chunks_of", "named_event"]

DONE = b"data: [DONE]\n\n"

_DONE = b"[DONE]"


def chunks_of(block: bytes) -> Iterator[Json | None]:
    """The chunks in a block of whole events, and None for the end of the stream.

    What is no JSON object counts as a comment.
    """
    for event in block.replace(b"\r\n", b"\n").split(b"\n\n"):
        lines = (line[5:] for line in event.split(b"\n") if line.startswith(b"data:"))
        data = b"\n".join(lines).strip()
        if not data:
            continue
        if data == _DONE:
            yield None
            continue
        chunk = value_of(data)
        if isinstance(chunk, dict):
            yield chunk


def named_event(kind: str, data: Json) -> bytes:
    """A server-sent event with a name, as Anthropic and the Responses API write them."""
    return b"event: " + kind.encode() + b"\ndata: " + as_bytes(data) + b"\n\n"


def bare_event(data: Json) -> bytes:
    """A server-sent event without a name, as chat completions write them."""
    return b"data: " + as_bytes(data) + b"\n\n"
