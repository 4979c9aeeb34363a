"""How does the provider write answers, events and usage, in the dialects of the field?"""

import json
from collections.abc import Callable, Mapping, Sequence

from benchmarks.reconciliation.books import Count
from benchmarks.reconciliation.turn import Piece, Turn
from benchmarks.reconciliation.words import FUNCTION

__all__ = [
    "DIALECTS",
    "DONE",
    "as_event",
    "delta_of",
    "embeddings",
    "error",
    "event",
    "usage_event",
    "usage_of",
    "whole_answer",
]

DONE = b"data: [DONE]\n\n"
Json = dict[str, object]


def whole_answer(turn: Turn, usage: Json | None) -> bytes:
    """A chat completion."""
    choices = [
        {"index": number, "message": _message(turn, number), "finish_reason": "stop"}
        for number in range(turn.choices)
    ]
    return _dump({**_head(turn, "chat.completion"), "choices": choices, **_said(usage)})


def event(turn: Turn, delta: Json, *, choice: int = 0, last: bool = False) -> Json:
    """One chunk of a stream with a choice in it; usage may be added."""
    said = {"index": choice, "delta": delta, "finish_reason": "stop" if last else None}
    return {**_head(turn, "chat.completion.chunk"), "choices": [said]}


def delta_of(piece: Piece) -> Json:
    """A piece as it stands in a chunk."""
    if piece.place == "name":
        call = {"index": 0, "id": "call_1", "type": "function"}
        return {"tool_calls": [{**call, "function": {"name": piece.text, "arguments": ""}}]}
    if piece.place == "arguments":
        return {"tool_calls": [{"index": 0, "function": {"arguments": piece.text}}]}
    return {piece.place: piece.text}


def as_event(chunk: Json, usage: Json | None = None) -> bytes:
    """A chunk on the wire."""
    return b"data: " + _dump({**chunk, **_said(usage)}) + b"\n\n"


def usage_event(turn: Turn, usage: Json) -> bytes:
    """The chunk without choices that says what was counted."""
    return as_event({**_head(turn, "chat.completion.chunk"), "choices": []}, usage)


def embeddings(turn: Turn, usage: Json) -> bytes:
    """One vector for each text."""
    data = [
        {"object": "embedding", "index": number, "embedding": [0.6, 0.8]}
        for number in range(len(turn.messages))
    ]
    return _dump({"object": "list", "data": data, "model": turn.model, **_said(usage)})


def error(status: int) -> bytes:
    """What a refusal says, and an error in a stream."""
    told = {"message": f"the provider says {status}", "type": "server_error", "code": "down"}
    return _dump({"error": told})


def usage_of(count: Count, dialect: str) -> Json:
    """The usage object of a dialect."""
    return DIALECTS[dialect](count)


def _openai(count: Count) -> Json:
    extra = count.extra
    return {
        "prompt_tokens": count.read,
        "completion_tokens": count.output,
        "total_tokens": count.read + count.output,
        "prompt_tokens_details": {
            "cached_tokens": extra.cached,
            "cache_write_tokens": extra.written_to_cache + extra.written_to_cache_1h,
            "cache_creation_token_details": {
                "ephemeral_1h_input_tokens": extra.written_to_cache_1h,
            },
            "image_tokens": extra.image,
            "audio_tokens": extra.audio,
        },
        "completion_tokens_details": {
            "reasoning_tokens": count.thoughts,
            "audio_tokens": extra.spoken,
        },
    }


def _deepseek(count: Count) -> Json:
    return {
        **_openai(count),
        "prompt_tokens_details": None,
        "prompt_cache_hit_tokens": count.extra.cached,
        "prompt_cache_miss_tokens": count.read - count.extra.cached,
    }


def _moonshot(count: Count) -> Json:
    return {**_openai(count), "prompt_tokens_details": None, "cached_tokens": count.extra.cached}


def _xai(count: Count) -> Json:
    """Reasoning stands beside the completion and not within it."""
    said = _openai(count)
    said["completion_tokens"] = count.output - count.thoughts
    return said


DIALECTS: Mapping[str, Callable[[Count], Json]] = {
    "openai": _openai,
    "deepseek": _deepseek,
    "moonshot": _moonshot,
    "xai": _xai,
}


def _message(turn: Turn, choice: int) -> Json:
    said: dict[str, list[str]] = {}
    for piece in turn.pieces:
        if piece.choice == choice:
            said.setdefault(piece.place, []).append(piece.text)
    message: Json = {"role": "assistant", "content": _joined(said.pop("content", ()))}
    if "arguments" in said:
        function = {"name": FUNCTION, "arguments": _joined(said.pop("arguments"))}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    said.pop("name", None)
    return {**message, **{place: _joined(texts) for place, texts in said.items()}}


def _joined(texts: Sequence[str]) -> str | None:
    return "".join(texts) or None


def _head(turn: Turn, kind: str) -> Json:
    head: Json = {"id": f"chatcmpl-{turn.number}", "object": kind, "created": 1_795_000_000}
    served = {"service_tier": turn.service} if turn.service is not None else {}
    return {**head, "model": turn.model, **served}


def _said(usage: Json | None) -> Json:
    return {} if usage is None else {"usage": usage}


def _dump(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
