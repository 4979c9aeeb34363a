"""How does a passed-on body get its model's name, and what does the answer say that it used?"""

from dataclasses import replace
from math import ceil, isfinite

import msgspec
from msgspec import Struct

from router.core.media import Operation, Passed
from router.core.usage import Usage, UsageUnit

__all__ = ["body_of", "said_of"]

_ABSURD = 1_000_000_000
_PICTURES = frozenset({Operation.GENERATIONS, Operation.EDITS, Operation.VARIATIONS})
_encode = msgspec.json.Encoder().encode


class _Details(Struct):
    image_tokens: int | None = None
    audio_tokens: int | None = None
    cached_tokens: int | None = None


class _Used(Struct):
    """What the newer models bill: tokens, or seconds of a sound."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    input_tokens_details: _Details | None = None
    seconds: float | None = None


class _Answer(Struct):
    usage: _Used | None = None
    data: list[msgspec.Raw] | None = None
    duration: float | None = None
    """Seconds of what was written down, where the answer is verbose."""
    id: object = None


_decode = msgspec.json.Decoder(_Answer, strict=False).decode


def body_of(passed: Passed, *, model: str) -> bytes:
    """The body that asks for `model`."""
    name = _encode(model) if passed.is_json else model.encode()
    return b"".join((passed.before, name, passed.after))


def said_of(body: bytes, *, operation: Operation) -> tuple[Usage | None, str | None]:
    """What an answer says of its use, and its id; nothing where it says nothing of them.

    Pictures are counted as they came: fewer may come than were asked for.
    """
    try:
        answer = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, None
    id = answer.id if isinstance(answer.id, str) and len(answer.id) <= 128 else None
    used = answer.usage or _Used()
    usage = _tokens(used)
    seconds = used.seconds if used.seconds is not None else answer.duration
    if operation in _PICTURES and answer.data:
        return replace(usage or Usage(), units=len(answer.data), unit=UsageUnit.IMAGES), id
    if seconds is not None and isfinite(seconds) and 0 < seconds < _ABSURD:
        return replace(usage or Usage(), units=ceil(seconds), unit=UsageUnit.SECONDS), id
    return usage, id


def _tokens(used: _Used) -> Usage | None:
    if used.input_tokens is None and used.output_tokens is None:
        return None
    details = used.input_tokens_details or _Details()
    read, wrote = used.input_tokens or 0, used.output_tokens or 0
    seen, heard, cached = (
        details.image_tokens or 0,
        details.audio_tokens or 0,
        details.cached_tokens or 0,
    )
    counts = (read, wrote, seen, heard, cached)
    if min(counts) < 0 or max(counts) > _ABSURD:
        return None
    seen = min(seen, read)
    return Usage(
        input_tokens=read,
        output_tokens=wrote,
        cached_tokens=min(cached, read),
        image_input_tokens=seen,
        audio_input_tokens=min(heard, read - seen),
    )
