"""Is the body a request for a picture, a voice or a verdict, and how much can it use at most?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from router.api.attribution import attribution_of
from router.api.media_forms import parse_form
from router.api.parsing import decode_body, fields_of, model_name
from router.core.catalog import AUTO
from router.core.errors import InvalidRequest
from router.core.media import MediaRequest, Operation, Passed
from router.core.picture import most_output_tokens, tariff_of
from router.core.sighting import NOWHERE, Origin

__all__ = ["parse_media"]

_MOST_PICTURES = 10
_MOST_CHARACTERS = 100_000
_SPOKEN_A_CHARACTER = 2
"""Tokens of sound; the usual is one and a half."""


class _Body(msgspec.Struct):
    """What is read of the bodies in JSON; all else is passed on unread."""

    model: str = AUTO
    input: str | list[Any] | None = None
    prompt: str | None = None
    n: int | None = None
    size: str | None = None
    quality: str | None = None
    stream: bool | None = None
    stream_format: str | None = None
    user: str | None = None
    metadata: dict[str, Any] | None = None
    tags: list[str] | None = None


_BODY = msgspec.json.Decoder(_Body)


def parse_media(
    operation: Operation, body: bytes, *, headers: Mapping[str, str], origin: Origin = NOWHERE
) -> MediaRequest:
    """A request to one of the endpoints whose bodies are passed on.

    Raises:
        InvalidRequest: it is malformed, or something is missing.
    """
    if operation in (Operation.MODERATIONS, Operation.GENERATIONS, Operation.SPEECH):
        read = decode_body(body, _BODY)
        attribution = attribution_of(
            headers, user=read.user, metadata=read.metadata, tags=read.tags
        )
        found = MediaRequest(
            passed=_passed(operation, body),
            text="",
            requested_model=model_name(read.model),
            attribution=attribution,
            origin=origin,
        )
        return _measured(found, read)
    return parse_form(operation, body, headers=headers, origin=origin)


def _passed(operation: Operation, body: bytes) -> Passed:
    fields = fields_of(body)
    rest = (
        b"," + msgspec.json.encode(name) + b":" + value
        for name, value in fields.items()
        if name != "model"
    )
    return Passed(
        operation=operation,
        content_type="application/json",
        before=b'{"model":',
        after=b"".join((*rest, b"}")),
    )


def _measured(request: MediaRequest, read: _Body) -> MediaRequest:
    """The request with the most that it can use."""
    operation = request.passed.operation
    if operation is Operation.MODERATIONS:
        if not read.input:
            raise InvalidRequest("'input' is empty. Write what is to be judged.", param="input")
        return replace(request, text=_text_of(read.input))
    if read.stream or read.stream_format == "sse":
        raise InvalidRequest(
            "Pictures and voices are not streamed as events here. Leave "
            "'stream' and 'stream_format: sse' out.",
            param="stream" if read.stream else "stream_format",
        )
    return _spoken(request, read) if operation is Operation.SPEECH else _drawn(request, read)


def _drawn(request: MediaRequest, read: _Body) -> MediaRequest:
    if not read.prompt:
        raise InvalidRequest("'prompt' is empty. Say what the picture shows.", param="prompt")
    count = read.n if read.n is not None else 1
    if not 1 <= count <= _MOST_PICTURES:
        raise InvalidRequest(f"'n' is {count}; write 1 to {_MOST_PICTURES}.", param="n")
    return replace(
        request,
        text=read.prompt,
        units=count,
        choices=count,
        tariff=tariff_of(size=read.size, quality=read.quality),
        output_tokens=most_output_tokens(size=read.size, quality=read.quality),
    )


def _spoken(request: MediaRequest, read: _Body) -> MediaRequest:
    if not isinstance(read.input, str) or not read.input:
        raise InvalidRequest("'input' is empty. Write the text to be spoken.", param="input")
    count = len(read.input)
    if count > _MOST_CHARACTERS:
        raise InvalidRequest(
            f"'input' has {count} characters; {_MOST_CHARACTERS} are permitted.", param="input"
        )
    most = count * _SPOKEN_A_CHARACTER
    return replace(request, text=read.input, units=count, output_tokens=most)


def _text_of(said: str | list[Any]) -> str:
    """All text that is judged; pictures beside it are judged for nothing."""
    if isinstance(said, str):
        return said
    texts = (part.get("text") if isinstance(part, dict) else part for part in said)
    return "\n".join(text for text in texts if isinstance(text, str))
