"""How does a simulated answer look in OpenAI's format, whole and in chunks?"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import msgspec

from router.adapters.providers.simulation.answer import Choice, ToolCall, pieces_of
from router.core.usage import Usage

__all__ = ["Envelope", "chunks_of", "usage_chunk", "usage_object", "whole"]

_LOGPROB = math.log(0.95)
_PIECES_A_CHUNK = 8
"""Tool arguments come in larger pieces than text."""

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What all parts of one answer have in common."""

    id: str
    created: int
    model: str
    top_logprobs: int | None
    """None: no logprobs were asked for."""

    def around(self, *, kind: str, choices: Sequence[Json], usage: Usage | None = None) -> bytes:
        """The JSON of one object of the API."""
        said = {} if usage is None else {"usage": usage_object(usage)}
        return msgspec.json.encode(
            {
                "id": self.id,
                "object": kind,
                "created": self.created,
                "model": self.model,
                "system_fingerprint": "simulated",
                "choices": choices,
                **said,
            }
        )

    def logprobs(self, pieces: Sequence[str]) -> Json | None:
        """Probabilities of `pieces`: made up, like all else."""
        if self.top_logprobs is None:
            return None
        return {"content": [self._logprob(piece) for piece in pieces], "refusal": None}

    def _logprob(self, piece: str) -> Json:
        tops = [
            _token(piece if rank == 0 else f"{piece}{rank}", logprob=_LOGPROB - 3 * rank)
            for rank in range(self.top_logprobs or 0)
        ]
        return {**_token(piece, logprob=_LOGPROB), "top_logprobs": tops}


def whole(envelope: Envelope, choices: Sequence[Choice], *, usage: Usage) -> bytes:
    """The body of a whole chat completion."""
    told: list[Json] = []
    for index, choice in enumerate(choices):
        message: Json = {"role": "assistant", "content": choice.text, "refusal": None}
        if choice.calls:
            calls = [_call(call, arguments=call.arguments) for call in choice.calls]
            message = {**message, "content": None, "tool_calls": calls}
        told.append(
            {
                "index": index,
                "message": message,
                "logprobs": envelope.logprobs(choice.pieces),
                "finish_reason": choice.finish_reason,
            }
        )
    return envelope.around(kind="chat.completion", choices=told, usage=usage)


def chunks_of(envelope: Envelope, choices: Sequence[Choice]) -> Iterator[tuple[bytes, str]]:
    """The events of a streamed answer, each with the text that it adds; choices take turns."""
    by_choice = [_deltas(envelope, choice, index=i) for i, choice in enumerate(choices)]
    for turn in zip_longest(*by_choice):
        for step in turn:
            if step is not None:
                delta, text = step
                chunk = envelope.around(kind="chat.completion.chunk", choices=[delta])
                yield b"data: " + chunk + b"\n\n", text


def usage_chunk(envelope: Envelope, usage: Usage) -> bytes:
    """The JSON of the chunk that ends a stream."""
    return envelope.around(kind="chat.completion.chunk", choices=[], usage=usage)


def usage_object(usage: Usage) -> Json:
    """OpenAI's usage object."""
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.total_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": usage.reasoning_tokens,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def _deltas(envelope: Envelope, choice: Choice, *, index: int) -> Iterator[tuple[Json, str]]:
    def step(delta: Json, *, pieces: Sequence[str] = (), finish: str | None = None) -> Json:
        logprobs = envelope.logprobs(pieces) if pieces else None
        return {"index": index, "delta": delta, "logprobs": logprobs, "finish_reason": finish}

    content = None if choice.calls else ""
    yield step({"role": "assistant", "content": content, "refusal": None}), ""
    for piece in choice.pieces:
        yield step({"content": piece}, pieces=[piece]), piece
    for number, call in enumerate(choice.calls):
        yield step({"tool_calls": [{"index": number, **_call(call, arguments="")}]}), call.name
        pieces = pieces_of(call.arguments)
        for start in range(0, len(pieces), _PIECES_A_CHUNK):
            part = "".join(pieces[start : start + _PIECES_A_CHUNK])
            yield step({"tool_calls": [{"index": number, "function": {"arguments": part}}]}), part
    yield step({}, finish=choice.finish_reason), ""


def _call(call: ToolCall, *, arguments: str) -> Json:
    function = {"name": call.name, "arguments": arguments}
    return {"id": call.id, "type": "function", "function": function}


def _token(text: str, *, logprob: float) -> Json:
    return {"token": text, "logprob": logprob, "bytes": list(text.encode())}
