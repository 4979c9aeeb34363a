"""What does a file of requests ask for together, and what did the answers to it use?

OpenAI's providers take a batch as JSON lines, each a request of its own, all to one endpoint and
one model.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from router.core.deployment import Capability, Kind
from router.core.errors import InvalidRequest

__all__ = ["BATCH_KINDS", "BatchPlan", "Written", "answers_in", "plan_of", "rewritten"]

BATCH_KINDS: Mapping[str, Kind] = {
    "/v1/chat/completions": Kind.CHAT,
    "/v1/embeddings": Kind.EMBEDDING,
}
_MOST_LINES = 50_000
_LONGEST_ID = 512
_PART_NEEDS = {"image_url": Capability.VISION, "input_audio": Capability.AUDIO}


class _Line(msgspec.Struct):
    custom_id: str
    method: str
    url: str
    body: msgspec.Raw


class _Message(msgspec.Struct):
    content: Any = None


class _Body(msgspec.Struct):
    model: str
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    n: int | None = None
    stream: bool | None = None
    messages: list[_Message] = []
    tools: list[msgspec.Raw] | None = None


class _Response(msgspec.Struct):
    status_code: int = 0
    body: msgspec.Raw = msgspec.Raw(b"null")


class _Answered(msgspec.Struct):
    response: _Response | None = None


_decode_line = msgspec.json.Decoder(_Line).decode
_decode_body = msgspec.json.Decoder(_Body).decode
_decode_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode_answered = msgspec.json.Decoder(_Answered).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan:
    """All that a decision needs of a batch."""

    endpoint: str
    model: str
    lines: int
    bytes: int
    """Of all bodies, without their images: no tokenizer makes more tokens of them."""
    largest_bytes: int
    images: int
    """In all lines together. An address of a few bytes may be billed as thousands of tokens."""
    needs: frozenset[Capability]
    """What any of the lines needs."""
    choices: int
    """Answers of all lines together."""
    max_output_tokens: int | None
    """The most that a line permits for an answer; None where one leaves it open."""

    @property
    def kind(self) -> Kind:
        """The deployments that serve it."""
        return BATCH_KINDS[self.endpoint]


@dataclass(frozen=True, slots=True)
class Written:
    """One answer of a batch that succeeded."""

    body: bytes


def plan_of(data: bytes, *, endpoint: str) -> BatchPlan:
    """What a file asks for.

    Raises:
        InvalidRequest: it is no such file; the message names the line.
    """
    if endpoint not in BATCH_KINDS:
        raise InvalidRequest(
            f"Batches are taken for {' and '.join(BATCH_KINDS)}, not for {endpoint[:80]!r}.",
            param="endpoint",
        )
    ids: set[str] = set()
    sizes: list[int] = []
    bodies: list[_Body] = []
    images, needs = 0, set[Capability]()
    for number, line in _lines(data):
        _check_target(line, endpoint, number=number)
        if line.custom_id in ids or not 0 < len(line.custom_id) <= _LONGEST_ID:
            raise _wrong(number, "has a `custom_id` that is empty, too long or was there before")
        ids.add(line.custom_id)
        body = _body_of(line, number=number)
        seen = list(_image_bytes(body))
        images += len(seen)
        needs |= _needs_of(body)
        sizes.append(len(bytes(line.body)) - sum(seen))
        body.messages.clear()  # the texts of 50,000 lines are not to be held twice
        bodies.append(body)
    if not bodies:
        raise InvalidRequest("The file holds no request.", param="input_file_id")
    return BatchPlan(
        endpoint=endpoint,
        model=_model_of(bodies),
        lines=len(bodies),
        bytes=sum(sizes),
        largest_bytes=max(sizes),
        images=images,
        needs=frozenset(needs),
        choices=sum(body.n or 1 for body in bodies),
        max_output_tokens=_longest(bodies),
    )


def rewritten(data: bytes, *, model: str, most_output_tokens: int | None) -> bytes:
    """The file as the provider is to get it; the same bytes where nothing is to be changed.

    Args:
        data: a file that `plan_of` accepts.
        model: the name that the provider knows.
        most_output_tokens: of each answer; None where the lines' own limits hold.
    """
    written: list[bytes] = []
    is_same = True
    for _, line in _lines(data):
        fields = _decode_fields(line.body)
        own = _own(fields, model=model, most=most_output_tokens)
        is_same = is_same and all(bytes(fields.get(name, b"")) == own[name] for name in own)
        body = {**fields, **{name: msgspec.Raw(value) for name, value in own.items()}}
        written.append(msgspec.json.encode({**_head(line), "body": body}))
    return data if is_same else b"\n".join((*written, b""))


def answers_in(data: bytes) -> Iterator[Written]:
    """The answers that succeeded, in a file of results; lines that cannot be read are none."""
    for line in data.splitlines():
        try:
            response = _decode_answered(line).response
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if response is not None and response.status_code == 200:
            yield Written(bytes(response.body))


def _own(fields: Mapping[str, msgspec.Raw], *, model: str, most: int | None) -> dict[str, bytes]:
    own = {"model": msgspec.json.encode(model)}
    if most is None:
        return own
    named = [name for name in ("max_tokens", "max_completion_tokens") if name in fields]
    for name in named or ["max_completion_tokens"]:
        said = bytes(fields.get(name, b"null"))
        own[name] = str(min(int(said), most) if said.isdigit() else most).encode()
    return own


def _head(line: _Line) -> dict[str, Any]:
    return {"custom_id": line.custom_id, "method": line.method, "url": line.url}


def _lines(data: bytes) -> Iterator[tuple[int, _Line]]:
    found = 0
    for number, written in enumerate(data.splitlines(), start=1):
        if not written.strip():
            continue
        found += 1
        if found > _MOST_LINES:
            raise InvalidRequest(
                f"The file holds more than {_MOST_LINES:,} requests. Make several batches.",
                param="input_file_id",
            )
        try:
            written.decode()
            line = _decode_line(written)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _wrong(number, f"is no request of a batch: {error}") from None
        yield number, line


def _check_target(line: _Line, endpoint: str, *, number: int) -> None:
    if line.method != "POST" or line.url != endpoint:
        asked = f"{line.method[:80]} {line.url[:80]}"
        raise _wrong(number, f"asks for {asked}, not POST {endpoint}")


def _longest(bodies: Sequence[_Body]) -> int | None:
    caps = [body.max_completion_tokens or body.max_tokens for body in bodies]
    return None if None in caps else max(cap for cap in caps if cap is not None)


def _body_of(line: _Line, *, number: int) -> _Body:
    try:
        body = _decode_body(line.body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _wrong(number, f"has a body that cannot be read: {error}") from None
    if body.stream:
        raise _wrong(number, "wants a stream, which a batch cannot give")
    for cap in (body.max_tokens, body.max_completion_tokens, body.n):
        if cap is not None and not 1 <= cap <= 10_000_000:
            raise _wrong(number, f"limits its answer to {cap}")
    return body


def _parts(body: _Body) -> Iterator[Mapping[str, object]]:
    for message in body.messages:
        if isinstance(message.content, list):
            yield from (part for part in message.content if isinstance(part, dict))


def _image_bytes(body: _Body) -> Iterator[int]:
    """How long each image is as it is written: an address, or the image itself."""
    for part in _parts(body):
        if part.get("type") == "image_url":
            image = part.get("image_url")
            url = image.get("url") if isinstance(image, dict) else image
            yield len(url) if isinstance(url, str) else 0


def _needs_of(body: _Body) -> set[Capability]:
    kinds = (part.get("type") for part in _parts(body))
    needs = {_PART_NEEDS[kind] for kind in kinds if isinstance(kind, str) and kind in _PART_NEEDS}
    return needs | {Capability.TOOLS} if body.tools else needs


def _model_of(bodies: Sequence[_Body]) -> str:
    models = list(dict.fromkeys(body.model for body in bodies))
    if len(models) > 1:
        names = ", ".join(repr(name[:80]) for name in models[:3])
        raise InvalidRequest(
            f"A batch is for one model, and this one asks for {names}. Make a batch for each.",
            param="input_file_id",
        )
    return models[0]


def _wrong(number: int, words: str) -> InvalidRequest:
    return InvalidRequest(f"Line {number} of the file {words}.", param="input_file_id")
