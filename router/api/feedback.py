"""POST /v1/feedback and GET /v1/feedback/{id}: what became of an answer."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Request
from msgspec import Meta

from router.api.access import called_by
from router.api.parsing import decode_body
from router.api.request_body import read_body
from router.api.services import container_of
from router.core.errors import InvalidRequest
from router.core.feedback import Feedback, Verdict, score_of
from router.core.money import format_usd
from router.services.give_feedback import Said

__all__ = ["routes"]

routes = APIRouter()
_LONGEST_COMMENT = 8_000
_Id = Annotated[str, Meta(min_length=1, max_length=256)]
_Usd = Annotated[str, Meta(pattern=r"^-?[0-9]{1,9}(\.[0-9]{1,9})?\Z")]


class _FeedbackBody(msgspec.Struct, forbid_unknown_fields=True):
    decision_id: _Id | None = None
    response_id: _Id | None = None
    verdict: Literal["accepted", "edited", "rejected"] | None = None
    score: Annotated[float, Meta(ge=0, le=1)] | None = None
    outcome_value_usd: _Usd | None = None
    comment: Annotated[str, Meta(min_length=1, max_length=_LONGEST_COMMENT)] | None = None
    idempotency_key: _Id | None = None


_BODY = msgspec.json.Decoder(_FeedbackBody)
_STATEMENTS = ("verdict", "score", "outcome_value_usd", "comment")


@routes.post("/v1/feedback")
async def give_feedback(request: Request) -> dict[str, object]:
    """Say what became of an answer. Several statements may be made: the last one counts."""
    container = container_of(request)
    key = await called_by(request)
    body = await read_body(request, limit=container.settings.max_body_bytes)
    said = _said(decode_body(body, _BODY))
    return _json(await container.learning.feedback(said, key))


@routes.get("/v1/feedback/{decision_id}")
async def show_feedback(request: Request, decision_id: str) -> dict[str, object]:
    """All that was said of one's own decision, in the order of arrival."""
    key = await called_by(request)
    found = await container_of(request).learning.feedback.on(decision_id, key)
    return {"object": "list", "data": [_json(said) for said in found], "score": _score(found)}


def _said(body: _FeedbackBody) -> Said:
    about = body.decision_id or body.response_id
    if about is None or (body.decision_id and body.response_id):
        raise InvalidRequest(
            "Write which answer is meant: its 'decision_id', or the answer's own id as "
            "'response_id', and not both.",
            param="decision_id",
        )
    if all(getattr(body, name) is None for name in _STATEMENTS):
        raise InvalidRequest(
            "Nothing is said. Write at least one of 'verdict' (accepted, edited or rejected), "
            "'score' (0 to 1), 'outcome_value_usd' (a decimal number in quotes) and 'comment'.",
            param="verdict",
        )
    value = body.outcome_value_usd
    return Said(
        about=about,
        verdict=None if body.verdict is None else Verdict(body.verdict),
        score=body.score,
        outcome_value_usd=None if value is None else Decimal(value),
        comment=body.comment,
        idempotency_key=body.idempotency_key,
    )


def _score(found: Sequence[Feedback]) -> float | None:
    """The last score that was given, by number or by verdict."""
    scores = (score_of(said) for said in reversed(found))
    return next((score for score in scores if score is not None), None)


def _json(said: Feedback) -> dict[str, object]:
    value = said.outcome_value_usd
    return {
        "id": said.id,
        "object": "tierwise.feedback",
        "decision_id": said.decision_id,
        "at": said.at.isoformat(),
        "verdict": said.verdict,
        "score": said.score,
        "outcome_value_usd": None if value is None else format_usd(value),
        "comment": said.comment,
    }
