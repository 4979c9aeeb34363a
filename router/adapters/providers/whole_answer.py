"""What must be known of a whole answer before its bytes are passed on untouched?"""

import re
from dataclasses import dataclass

import msgspec
from msgspec import Raw, Struct

from router.adapters.providers.openai_usage import WireUsage, billed_as, known_tier, to_usage
from router.adapters.providers.upstream_errors import Upstream, words_of
from router.core.usage import Usage

__all__ = ["ReadAnswer", "as_event", "read_answer"]

_NULL = Raw(b"null")
_ID = re.compile(r"[\w.:/-]{1,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What an answer says of itself, besides the answer."""

    usage: Usage | None
    """None where there is none to believe."""
    service_tier: str | None
    """The class of service that it names; None for the usual one."""
    response_id: str | None


class _Answer(Struct):
    choices: Raw = _NULL
    data: Raw = _NULL
    error: Raw = _NULL
    id: object = None
    service_tier: object = None
    usage: WireUsage | None = None


class _AnswerWithoutUsage(Struct):
    choices: Raw = _NULL
    data: Raw = _NULL
    error: Raw = _NULL
    id: object = None
    service_tier: object = None


_decode = msgspec.json.Decoder(_Answer).decode
_decode_without_usage = msgspec.json.Decoder(_AnswerWithoutUsage).decode


def read_answer(body: bytes, *, upstream: Upstream) -> ReadAnswer:
    """Read a chat completion or embeddings, once; the text in it is skipped over.

    Raises:
        UpstreamGarbled: this is no such answer.
        UpstreamFailed: this is an error that came with status 200.
    """
    answer: _Answer | _AnswerWithoutUsage
    wire: WireUsage | None = None
    try:
        answer = _decode(body)
        wire = answer.usage
    except msgspec.ValidationError:
        answer = _read_without_usage(body, upstream=upstream)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise upstream.garbled("an answer that is not JSON", received=body) from None
    if answer.error != _NULL:
        raise upstream.failed(words_of(body))
    if answer.choices == _NULL and answer.data == _NULL:
        raise upstream.garbled("JSON without `choices` or `data`", received=body)
    tier = known_tier(answer.service_tier, usage=wire)
    told = answer.id
    return ReadAnswer(
        usage=billed_as(tier, to_usage(wire)),
        service_tier=tier,
        response_id=told if isinstance(told, str) and _ID.fullmatch(told) else None,
    )


def as_event(body: bytes, *, upstream: Upstream) -> bytes:
    """The one event that says in a stream what a whole chat completion says.

    Raises:
        UpstreamGarbled: this is no chat completion.
    """
    try:
        answer = msgspec.json.decode(body, type=dict[str, Raw])
        choices = msgspec.json.decode(answer["choices"], type=list[dict[str, object]])
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, RecursionError):
        raise upstream.garbled("JSON that is no chat completion", received=body) from None
    for choice in choices:
        delta = choice.pop("message", None)
        if isinstance(delta, dict):
            for index, call in enumerate(delta.get("tool_calls") or ()):
                if isinstance(call, dict):
                    call["index"] = index
        choice["delta"] = delta or {}
    chunk = {**answer, "object": "chat.completion.chunk", "choices": choices}
    return b"data: " + msgspec.json.encode(chunk) + b"\n\ndata: [DONE]\n\n"


def _read_without_usage(body: bytes, *, upstream: Upstream) -> _AnswerWithoutUsage:
    try:
        return _decode_without_usage(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise upstream.garbled("JSON that is no object", received=body) from None
