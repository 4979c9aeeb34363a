"""POST /v1/messages: Anthropic's API, whole and streamed, and its count of tokens."""

import json
from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from router.api.access import called_by
from router.api.decision_headers import header_value
from router.api.dialects.translated import answer_translated, chat_request, read_translated
from router.api.errors import answer_to
from router.api.services import container_of
from router.core.dialects.fitting import TranslatedRequest
from router.core.dialects.messages.answer import message_of
from router.core.dialects.messages.errors import OVERLOADED, error_json
from router.core.dialects.messages.request import shows_thinking, to_chat
from router.core.dialects.messages.stream import MessageStream
from router.core.dialects.reading import Json, as_bytes
from router.core.errors import Overloaded, RouterError
from router.core.usage import Usage
from router.services.journey import DECISION_HEADER, Journey

__all__ = ["answer_message", "routes"]

routes = APIRouter()
_REQUEST_ID = "request-id"


@routes.post("/v1/messages", response_class=Response)
async def answer_message(request: Request) -> Response:
    """Answer a conversation in Anthropic's words; any deployment may be the one that answers."""
    try:
        return await answer_translated(request, _Messages())
    except RouterError as error:
        return _refused(request, error)


@routes.post("/v1/messages/count_tokens", response_class=Response)
async def count_tokens(request: Request) -> Response:
    """Estimate the input's tokens as holds do; nobody is called and nothing is booked."""
    try:
        key = await called_by(request)
        _, translated = await read_translated(request, _Messages())
        parsed = chat_request(request, translated)
        facts = await container_of(request).steps.gather.chat(parsed, key)
    except RouterError as error:
        return _refused(request, error)
    return JSONResponse({"input_tokens": facts.request.input_tokens})


class _Messages:
    """Implements `Dialect`."""

    def to_chat(self, asked: Json) -> TranslatedRequest:
        return to_chat(asked)

    def whole(self, asked: Json, answer: Json, *, journey: Journey, usage: Usage) -> Json:
        return message_of(
            answer,
            message_id=_message_id(journey),
            usage=usage,
            stops=_stops(asked),
            with_thinking=shows_thinking(asked),
        )

    def events(self, asked: Json, *, journey: Journey) -> Callable[[Json | None], bytes]:
        stream = MessageStream(
            message_id=_message_id(journey),
            input_tokens=journey.facts.request.input_tokens,
            stops=_stops(asked),
            with_thinking=shows_thinking(asked),
        )
        return stream.events

    def headers(self, journey: Journey) -> Mapping[str, str]:
        return {_REQUEST_ID: journey.decision_id}


def _message_id(journey: Journey) -> str:
    return f"msg_{journey.decision_id.removeprefix('dec_')}"


def _stops(asked: Json) -> list[str]:
    listed = asked.get("stop_sequences")
    return [stop for stop in listed if isinstance(stop, str)] if isinstance(listed, list) else []


def _refused(request: Request, error: RouterError) -> Response:
    """The error in Anthropic's shape, with the status and headers that it has everywhere."""
    told = answer_to(error, request)
    status = OVERLOADED if isinstance(error, Overloaded) else told.status_code
    request_id = error.headers.get(DECISION_HEADER)
    request_id = request_id or container_of(request).steps.clock.new_id("req")
    body = error_json(json.loads(bytes(told.body)), status=status, request_id=request_id)
    response = Response(as_bytes(body), status_code=status, media_type="application/json")
    response.raw_headers += [
        (name, value)
        for name, value in told.raw_headers
        if name not in (b"content-length", b"content-type")
    ]
    response.raw_headers.append((_REQUEST_ID.encode(), header_value(request_id)))
    return response
