"""How is a request of another API answered? As a chat completion, with words changed at the edge.

Keys, policy, budgets, holds, caches, failover and the ledger are those of the main road, since it
is the main road that is called.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Protocol

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from router.api.access import called_by
from router.api.decision_headers import Headers, decision_headers, header_value
from router.api.dialects.translated_stream import TranslatedStream
from router.api.origin import origin_of
from router.api.parsing import decode_body, parse_chat
from router.api.presence import unless_gone
from router.api.request_body import read_body
from router.api.services import container_of
from router.core.chat import ChatRequest
from router.core.dialects.fitting import HINTS, TranslatedRequest
from router.core.dialects.reading import Json, as_bytes
from router.core.errors import InvalidRequest, UpstreamGarbled
from router.core.key import VirtualKey
from router.core.usage import Usage
from router.services.complete import Complete, Completed
from router.services.journey import Journey

__all__ = ["Dialect", "answer_translated", "chat_request", "read_translated"]

_OBJECT = msgspec.json.Decoder(dict[str, object])
_LEFT_OUT = "x-tierwise-left-out"
_HIDDEN = frozenset({"metadata"})
"""Whom the request is for is read here; OpenAI refuses it with calls that it does not keep."""


class Dialect(Protocol):
    """One other API."""

    def to_chat(self, asked: Json) -> TranslatedRequest:
        """The request in the words of chat completions; raises `InvalidRequest`."""
        ...

    def whole(self, asked: Json, answer: Json, *, journey: Journey, usage: Usage) -> Json:
        """The whole answer in the words of this API."""
        ...

    def events(self, asked: Json, *, journey: Journey) -> Callable[[Json | None], bytes]:
        """What turns the chunks of one stream, and None for its end, into events."""
        ...

    def headers(self, journey: Journey) -> Mapping[str, str]:
        """What this API says in headers."""
        ...


async def read_translated(request: Request, dialect: Dialect) -> tuple[Json, TranslatedRequest]:
    """What is asked, in the words of the dialect and of chat completions.

    Raises:
        InvalidRequest: it cannot be read or translated.
        PayloadTooLarge: it is longer than permitted.
    """
    body = await read_body(request, limit=container_of(request).settings.max_body_bytes)
    asked = decode_body(body, _OBJECT)
    try:
        return asked, dialect.to_chat(asked)
    except RecursionError as error:
        raise InvalidRequest("The body is nested too deeply.") from error


def chat_request(request: Request, translated: TranslatedRequest) -> ChatRequest:
    """The request as the main road takes it, with hints for the deployment that answers."""
    try:
        body, hints = as_bytes(translated.body), translated.encoded_hints()
    except RecursionError as error:
        raise InvalidRequest("The body is nested too deeply.") from error
    parsed = parse_chat(body, request.headers, origin=origin_of(request))
    fields = {name: value for name, value in parsed.fields.items() if name not in _HIDDEN}
    return replace(parsed, fields={**fields, HINTS: hints})


async def answer_translated(request: Request, dialect: Dialect) -> Response:
    """Answer a request of another API, whole or streamed."""
    container = container_of(request)
    key = await called_by(request)
    asked, translated = await read_translated(request, dialect)
    parsed = chat_request(request, translated)
    told = _Told(dialect, asked=asked, left_out=translated.left_out)
    if parsed.is_streamed:
        return await unless_gone(request, told.opened(container.complete, parsed, key=key))
    # Awaited also when the caller leaves: it is billed whole, and only then is its cost known.
    return told.whole(await container.complete(parsed, key))


@dataclass(frozen=True, slots=True)
class _Told:
    """How answers to one request are told."""

    dialect: Dialect
    _: KW_ONLY
    asked: Json
    left_out: Sequence[str]

    def whole(self, completed: Completed) -> Response:
        """The answer as bytes."""
        try:
            answer = _OBJECT.decode(completed.answer.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise UpstreamGarbled(f"The provider's answer cannot be read: {error}") from error
        told = self.dialect.whole(
            self.asked, answer, journey=completed.journey, usage=completed.usage
        )
        response = Response(as_bytes(told), media_type="application/json")
        response.raw_headers += decision_headers(completed.journey, completed.cost_usd)
        response.raw_headers += self._own_headers(completed.journey)
        return response

    async def opened(self, complete: Complete, parsed: ChatRequest, *, key: VirtualKey) -> Response:
        """The answer as events."""
        relay = await complete.stream(parsed, key)
        translate = self.dialect.events(self.asked, journey=relay.journey)
        return TranslatedStream(relay, translate, headers=self._own_headers(relay.journey))

    def _own_headers(self, journey: Journey) -> Headers:
        own = dict(self.dialect.headers(journey))
        if self.left_out:
            own[_LEFT_OUT] = ", ".join(self.left_out)
        return [(name.encode(), header_value(value)) for name, value in own.items()]
