"""POST /v1/completions: OpenAI's old API of one text, answered by models that chat."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from router.api.dialects.translated import answer_translated
from router.core.dialects.completions.answer import CompletionStream, completion_of
from router.core.dialects.completions.request import prompt_of, to_chat
from router.core.dialects.fitting import TranslatedRequest
from router.core.dialects.reading import Json, object_of
from router.core.usage import Usage
from router.services.journey import Journey

__all__ = ["answer_completion", "routes"]

routes = APIRouter()


@routes.post("/v1/completions", response_class=Response)
async def answer_completion(request: Request) -> Response:
    """Answer one prompt, as a user's words in a chat."""
    return await answer_translated(request, _Completions())


class _Completions:
    """Implements `Dialect`."""

    def to_chat(self, asked: Json) -> TranslatedRequest:
        return to_chat(asked)

    def whole(self, asked: Json, answer: Json, *, journey: Journey, usage: Usage) -> Json:
        return completion_of(
            answer, name=_name(journey), at=journey.facts.at, usage=usage, echoed=_echoed(asked)
        )

    def events(self, asked: Json, *, journey: Journey) -> Callable[[Json | None], bytes]:
        stream = CompletionStream(
            name=_name(journey),
            at=journey.facts.at,
            echoed=_echoed(asked),
            wants_usage=object_of(asked, "stream_options").get("include_usage") is True,
        )
        return stream.events

    def headers(self, journey: Journey) -> Mapping[str, str]:
        return {}


def _name(journey: Journey) -> str:
    return journey.decision_id.removeprefix("dec_")


def _echoed(asked: Json) -> str:
    return prompt_of(asked) if asked.get("echo") is True else ""
