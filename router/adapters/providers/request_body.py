"""What is sent to an OpenAI-shaped provider: which of the caller's bytes, and what of our own?"""

from collections.abc import Mapping

import msgspec

__all__ = ["stream_body", "whole_body"]

_OF_STREAMS = frozenset({"stream", "stream_options"})
_encode = msgspec.json.Encoder().encode
_decode_options = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def whole_body(fields: Mapping[str, bytes], *, model: str) -> bytes:
    """The body that asks for a whole answer of `model`."""
    return _join([*_own(model), *_copied(fields)])


def stream_body(
    fields: Mapping[str, bytes], *, model: str, takes_stream_options: bool = True
) -> bytes:
    """The body that asks for a stream of `model` with the usage at its end."""
    parts = [*_own(model), *_copied(fields), b'"stream":true']
    if takes_stream_options:
        parts.append(b'"stream_options":' + _with_usage(fields.get("stream_options")))
    return _join(parts)


def _own(model: str) -> list[bytes]:
    return [b'"model":' + _encode(model)]


def _copied(fields: Mapping[str, bytes]) -> list[bytes]:
    return [
        _encode(name) + b":" + value
        for name, value in fields.items()
        if name != "model" and name not in _OF_STREAMS
    ]


def _with_usage(options: bytes | None) -> bytes:
    if options is None or options == b"null":
        return b'{"include_usage":true}'
    try:
        own = _decode_options(options)
    except msgspec.ValidationError:
        return options  # no object: the provider refuses it better than we could
    return _encode({**own, "include_usage": True})


def _join(parts: list[bytes]) -> bytes:
    return b"{" + b",".join(parts) + b"}"
