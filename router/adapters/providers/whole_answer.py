"""What must be known of a whole answer before its bytes are passed on untouched?"""

import msgspec
from msgspec import Raw, Struct

from router.adapters.providers.openai_usage import WireUsage, billed_as, service_tier_of, to_usage
from router.adapters.providers.upstream_errors import Upstream, words_of
from router.core.usage import Usage

__all__ = ["as_event", "usage_of"]

_NULL = Raw(b"null")


class _Answer(Struct):
    choices: Raw = _NULL
    data: Raw = _NULL
    error: Raw = _NULL
    usage: WireUsage | None = None


class _AnswerWithoutUsage(Struct):
    choices: Raw = _NULL
    data: Raw = _NULL
    error: Raw = _NULL


_decode = msgspec.json.Decoder(_Answer).decode
_decode_without_usage = msgspec.json.Decoder(_AnswerWithoutUsage).decode


def usage_of(body: bytes, *, upstream: Upstream) -> Usage | None:
    """The usage in a chat completion or in embeddings; None where there is none to believe.

    Raises:
        UpstreamGarbled: this is no such answer.
        UpstreamFailed: this is an error that came with status 200.
    """
    answer: _Answer | _AnswerWithoutUsage
    usage: Usage | None = None
    try:
        answer = _decode(body)
    except msgspec.ValidationError:
        answer = _read_without_usage(body, upstream=upstream)
    except msgspec.DecodeError:
        raise upstream.garbled("an answer that is not JSON", received=body) from None
    else:
        usage = billed_as(service_tier_of(body), to_usage(answer.usage))
    if answer.error != _NULL:
        raise upstream.failed(words_of(body))
    if answer.choices == _NULL and answer.data == _NULL:
        raise upstream.garbled("JSON without `choices` or `data`", received=body)
    return usage


def as_event(body: bytes) -> bytes:
    """The one event that says in a stream what a whole chat completion says."""
    answer = msgspec.json.decode(body, type=dict[str, Raw])
    choices = msgspec.json.decode(answer["choices"], type=list[dict[str, object]])
    for choice in choices:
        delta = choice.pop("message", None)
        if isinstance(delta, dict):
            for index, call in enumerate(delta.get("tool_calls") or ()):
                call["index"] = index
        choice["delta"] = delta or {}
    chunk = {**answer, "object": "chat.completion.chunk", "choices": choices}
    return b"data: " + msgspec.json.encode(chunk) + b"\n\ndata: [DONE]\n\n"


def _read_without_usage(body: bytes, *, upstream: Upstream) -> _AnswerWithoutUsage:
    try:
        return _decode_without_usage(body)
    except msgspec.DecodeError:
        raise upstream.garbled("JSON that is no object", received=body) from None
