"""Is the body a request that we understand? Bytes become a request, or a 400 that says why not."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from router.api.attribution import attribution_of
from router.api.cache_control import cache_wishes
from router.core.chat import ChatRequest, EmbeddingRequest
from router.core.deployment import Capability
from router.core.dialects.fitting import HINTS
from router.core.errors import InvalidRequest
from router.core.sighting import NOWHERE, Origin

__all__ = ["decode_body", "fields_of", "model_name", "parse_chat", "parse_embedding"]

Body = TypeVar("Body")
_OURS = frozenset({"tags", HINTS})
"""Fields that speak to Tierwise and that providers would refuse."""
_LONGEST_NAME = 256
"""Of a model: the name is compared with the catalog's, recorded, and repeated in errors."""
_KEEP_TEXT = "x-tierwise-keep-text"
_BATCH_SIZE = "x-tierwise-batch-size"
_COACH = "x-tierwise-coach"
_MOST_DIGITS = 10
_CONSENTS = frozenset({"yes", "on", "true", "1"})
"""Any other word forbids: who misspells a wish for privacy gets it all the same."""
_PART_NEEDS = {"image_url": Capability.VISION, "input_audio": Capability.AUDIO}
_FORMAT_NEEDS = {"json_object": Capability.JSON_MODE, "json_schema": Capability.JSON_SCHEMA}


class _StreamOptions(msgspec.Struct):
    include_usage: bool | None = None


class _ResponseFormat(msgspec.Struct):
    type: str = "text"


class _ChatBody(msgspec.Struct):
    """The fields that decide something; all others are passed on unread."""

    model: str
    messages: list[dict[str, Any]]
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    n: int | None = None
    tools: list[dict[str, Any]] | None = None
    functions: list[dict[str, Any]] | None = None
    response_format: _ResponseFormat | None = None
    user: str | None = None
    metadata: dict[str, Any] | None = None
    tags: list[str] | None = None


class _EmbeddingBody(msgspec.Struct):
    model: str
    input: str | list[Any]
    user: str | None = None
    metadata: dict[str, Any] | None = None
    tags: list[str] | None = None


_CHAT = msgspec.json.Decoder(_ChatBody)
_EMBEDDING = msgspec.json.Decoder(_EmbeddingBody)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def parse_chat(body: bytes, headers: Mapping[str, str], *, origin: Origin = NOWHERE) -> ChatRequest:
    """A chat completion request.

    Raises:
        InvalidRequest: the JSON is malformed, or a field is missing or of the wrong type.
    """
    read = decode_body(body, _CHAT)
    _check_messages(read.messages)
    for name in ("max_completion_tokens", "max_tokens", "n"):
        number = getattr(read, name)
        if number is not None and not 1 <= number <= 10_000_000:
            raise InvalidRequest(f"'{name}' is {number}; write a number from 1 up.", param=name)
    options = read.stream_options
    wishes = cache_wishes(headers.get("cache-control"))
    return ChatRequest(
        fields=fields_of(body),
        messages=read.messages,
        requested_model=model_name(read.model),
        attribution=attribution_of(headers, user=read.user, metadata=read.metadata, tags=read.tags),
        needs=_needs(read),
        tool_count=len(read.tools or read.functions or ()),
        choices=read.n or 1,
        max_output_tokens=read.max_completion_tokens or read.max_tokens,
        is_streamed=bool(read.stream),
        wants_usage=bool(read.stream and options and options.include_usage),
        may_keep_text=headers.get(_KEEP_TEXT, "yes").strip().lower() in _CONSENTS,
        may_reuse=wishes.may_reuse,
        may_keep_answer=wishes.may_keep,
        max_age_s=wishes.max_age_s,
        batch_size=_batch_size(headers.get(_BATCH_SIZE)),
        wants_tip=headers.get(_COACH, "off").strip().lower() in _CONSENTS,
        origin=origin,
    )


def parse_embedding(
    body: bytes, headers: Mapping[str, str], *, origin: Origin = NOWHERE
) -> EmbeddingRequest:
    """An embeddings request; raises `InvalidRequest` like `parse_chat`."""
    read = decode_body(body, _EMBEDDING)
    if not read.input:
        raise InvalidRequest("'input' is empty. Write a text or a list of texts.", param="input")
    return EmbeddingRequest(
        fields=fields_of(body),
        requested_model=model_name(read.model),
        attribution=attribution_of(headers, user=read.user, metadata=read.metadata, tags=read.tags),
        origin=origin,
    )


def decode_body(body: bytes, decoder: msgspec.json.Decoder[Body]) -> Body:
    """What the decoder reads in a body; raises `InvalidRequest` with the place of a mistake."""
    try:
        body.decode()  # the decoder does not look into what it skips
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from error
    except msgspec.DecodeError as error:
        raise InvalidRequest(f"The body is not valid JSON: {error}.") from error
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"The body is not valid UTF-8: {error}.") from error
    except RecursionError as error:
        raise InvalidRequest("The body is nested too deeply.") from error


def _explained(said: str) -> InvalidRequest:
    """The decoder's words with the field's path: `stream: Expected bool, got str`."""
    what, _, path = said.replace("Object missing", "The body lacks").partition(" - at `$")
    place = path.rstrip("`").lstrip(".")
    if not place and "required field" in what:
        return InvalidRequest(what.replace("`", "'") + ".", param=what.split("`")[1])
    what = what.replace("`", "")
    return InvalidRequest(f"{place}: {what}." if place else f"{what}.", param=place or None)


def fields_of(body: bytes) -> dict[str, bytes]:
    """Each top-level field as JSON text, but those that speak to Tierwise."""
    raw = _FIELDS.decode(body)
    return {name: bytes(value) for name, value in raw.items() if name not in _OURS}


def _batch_size(told: str | None) -> int | None:
    if told is None:
        return None
    size = int(told) if told.isascii() and told.isdecimal() and len(told) < _MOST_DIGITS else 0
    if size < 1:
        raise InvalidRequest(
            f"The header '{_BATCH_SIZE}' says how many requests belong together: write a number "
            "from 1 up, or leave it out.",
            param=_BATCH_SIZE,
        )
    return size


def model_name(name: str) -> str:
    """The name of a model as it was meant; raises `InvalidRequest` where it is none."""
    if not name.strip():
        raise InvalidRequest(
            "'model' is empty. Write 'auto' to let the policy choose.", param="model"
        )
    if len(name) > _LONGEST_NAME:
        raise InvalidRequest(
            f"'model' has {len(name)} characters; {_LONGEST_NAME} are permitted.", param="model"
        )
    return name.strip()


def _check_messages(messages: Sequence[Mapping[str, Any]]) -> None:
    if not messages:
        raise InvalidRequest(
            "'messages' is empty. Write at least one, such as "
            '{"role": "user", "content": "Hello"}.',
            param="messages",
        )
    for place, message in enumerate(messages):
        if not isinstance(message.get("role"), str):
            raise InvalidRequest(
                f"messages[{place}] has no role. Write 'system', 'user', 'assistant' or 'tool'.",
                param=f"messages[{place}].role",
            )
        content = message.get("content")
        if content is not None and not isinstance(content, str | list):
            raise InvalidRequest(
                f"messages[{place}].content is a {type(content).__name__}. "
                "Write a text or a list of parts.",
                param=f"messages[{place}].content",
            )


def _needs(body: _ChatBody) -> frozenset[Capability]:
    needs = {Capability.TOOLS} if body.tools or body.functions else set()
    if body.response_format and body.response_format.type in _FORMAT_NEEDS:
        needs.add(_FORMAT_NEEDS[body.response_format.type])
    for message in body.messages:
        content = message.get("content")
        if isinstance(content, list):
            kinds = (part.get("type") for part in content if isinstance(part, dict))
            known = (kind for kind in kinds if isinstance(kind, str) and kind in _PART_NEEDS)
            needs.update(_PART_NEEDS[kind] for kind in known)
    return frozenset(needs)
