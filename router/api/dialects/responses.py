"""POST /v1/responses: OpenAI's newer API, whole and streamed, without anything stored."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from router.api.dialects.translated import answer_translated
from router.core.dialects.fitting import TranslatedRequest
from router.core.dialects.reading import Json
from router.core.dialects.responses.answer import ResponseFrame, response_of
from router.core.dialects.responses.request import to_chat
from router.core.dialects.responses.stream import ResponseStream
from router.core.usage import Usage
from router.services.journey import Journey

__all__ = ["answer_response", "routes"]

routes = APIRouter()


@routes.post("/v1/responses", response_class=Response)
async def answer_response(request: Request) -> Response:
    """Answer an input of items. Each request carries its whole history: nothing is kept."""
    return await answer_translated(request, _Responses())


class _Responses:
    """Implements `Dialect`."""

    def to_chat(self, asked: Json) -> TranslatedRequest:
        return to_chat(asked)

    def whole(self, asked: Json, answer: Json, *, journey: Journey, usage: Usage) -> Json:
        return response_of(_frame(asked, journey), answer, usage=usage)

    def events(self, asked: Json, *, journey: Journey) -> Callable[[Json | None], bytes]:
        return ResponseStream(_frame(asked, journey)).events

    def headers(self, journey: Journey) -> Mapping[str, str]:
        return {}


def _frame(asked: Json, journey: Journey) -> ResponseFrame:
    name = journey.decision_id.removeprefix("dec_")
    return ResponseFrame.of(asked, name=name, at=journey.facts.at)
