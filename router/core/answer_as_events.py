"""How does a whole answer read as a stream? As the chunks that its provider could have sent."""

from collections.abc import Iterator
from typing import NamedTuple

from router.core.dialects.chunks import bare_event
from router.core.dialects.reading import Json, as_bytes, value_of

__all__ = ["Events", "events_of_answer"]

_AFTER_THE_FIRST = ("tool_calls", "function_call")
_LEADING = ("reasoning_content", "reasoning", "reasoning_details", "thinking_blocks", "content")
"""Who reads a stream expects thoughts before words."""
_OF_THE_END = ("finish_reason", "index", "logprobs", "message")


class Events(NamedTuple):
    """A stream, and the JSON of its usage chunk, which is sent to those who ask for it."""

    body: bytes
    usage_chunk: bytes


def events_of_answer(body: bytes) -> Events | None:
    """The answer as events; None where it holds what a stream would tell otherwise, such as sound.

    Nothing is cut into pieces: each part of a message is one chunk.
    """
    answer = value_of(body)
    if not isinstance(answer, dict) or not isinstance(answer.get("usage"), dict):
        return None
    choices = answer.get("choices")
    if not isinstance(choices, list) or not choices or not all(map(_can_be_told, choices)):
        return None
    shared = {n: v for n, v in answer.items() if n not in ("choices", "usage")}
    shared["object"] = "chat.completion.chunk"
    chunks = (
        bare_event({**shared, "choices": [said]}) for one in choices for said in _chunks_of(one)
    )
    usage_chunk = as_bytes({**shared, "choices": [], "usage": answer["usage"]})
    return Events(b"".join(chunks), usage_chunk)


def _can_be_told(choice: object) -> bool:
    message = choice.get("message") if isinstance(choice, dict) else None
    return (
        isinstance(choice, dict)
        and isinstance(message, dict)
        and isinstance(choice.get("index"), int)
        and isinstance(choice.get("finish_reason"), str)
        and message.get("audio") is None  # comes whole as a file, and streamed as bare samples
        and _are_objects(message.get("tool_calls"))
    )


def _are_objects(listed: object) -> bool:
    return listed is None or (
        isinstance(listed, list) and all(isinstance(one, dict) for one in listed)
    )


def _chunks_of(choice: Json) -> Iterator[Json]:
    """Role, then each part, then the reason to finish with all else that is said of the choice."""
    message = choice["message"]
    deltas = [*_deltas_of(message if isinstance(message, dict) else {}), {}]
    spoken = (at for at, one in enumerate(deltas) if one.keys() & {"content", "refusal"})
    # Never with the role: OpenAI's own client counts what comes first twice.
    with_logprobs = next((at for at in spoken if at), len(deltas) - 1)
    for at, delta in enumerate(deltas):
        said: Json = {"index": choice["index"], "delta": delta}
        if "logprobs" in choice:
            said["logprobs"] = choice["logprobs"] if at == with_logprobs else None
        if at < len(deltas) - 1:
            yield said | {"finish_reason": None}
        else:
            others = {name: value for name, value in choice.items() if name not in _OF_THE_END}
            yield said | {"finish_reason": choice["finish_reason"], **others}


def _deltas_of(message: Json) -> Iterator[Json]:
    said = {name: value for name, value in message.items() if value is not None}
    unsaid = {name: None for name, value in message.items() if value is None}
    yield {"role": said.pop("role", "assistant"), **unsaid}
    for name in _LEADING:
        if name in said:
            yield {name: said.pop(name)}
    calls = {name: said.pop(name) for name in _AFTER_THE_FIRST if name in said}
    for name, value in said.items():
        yield {name: value}
    listed = calls.get("tool_calls")
    for number, call in enumerate(listed if isinstance(listed, list) else []):
        yield {"tool_calls": [{"index": number, **call}]}
    if "function_call" in calls:
        yield {"function_call": calls["function_call"]}
