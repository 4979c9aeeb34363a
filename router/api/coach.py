"""/v1/coach/me: what one's own use suggests, and what one wants to hear of it."""

from typing import Literal

import msgspec
from fastapi import APIRouter, Request

from router.api.access import called_by
from router.api.admin.body import read_json
from router.api.services import container_of
from router.bootstrap.coaching import Coaching
from router.core.coaching.choice import CoachChoice
from router.core.coaching.own_request import Oneself
from router.core.coaching.told import advice_told
from router.core.errors import InvalidRequest

__all__ = ["coaching_of", "routes"]

routes = APIRouter()
Json = dict[str, object]
_ASKED = ("days",)


class _Choice(msgspec.Struct, forbid_unknown_fields=True):
    digest: Literal["weekly", "off"] | None = None
    headers: bool | None = None


_CHOICE = msgspec.json.Decoder(_Choice)


@routes.get("/v1/coach/me")
async def show_own_advice(request: Request) -> Json:
    """Tips on the caller's own requests of the last `days`; nobody else can ask for them."""
    coach = coaching_of(request).coach
    oneself = Oneself.of(await called_by(request))
    unknown = sorted(set(request.query_params) - set(_ASKED))
    if unknown:
        raise InvalidRequest(
            f"{unknown[0][:100]!r} is not known here. Write: {', '.join(_ASKED)}.",
            param=unknown[0][:100],
        )
    advice = await coach(oneself, days=_days(request.query_params.get("days", "30")))
    choice = await coach.choice(oneself)
    return {"object": "tierwise.advice", **advice_told(advice), "choice": _told(choice)}


@routes.put("/v1/coach/me")
async def choose(request: Request) -> Json:
    """Say whether a digest is mailed, and whether answers carry a tip; the rest stays."""
    coach = coaching_of(request).coach
    oneself = Oneself.of(await called_by(request))
    chosen = await read_json(request, _CHOICE)
    choice = await coach.choose(
        oneself,
        has_digest=None if chosen.digest is None else chosen.digest == "weekly",
        has_headers=chosen.headers,
    )
    return {"object": "tierwise.coach_choice", **_told(choice)}


def coaching_of(request: Request) -> Coaching:
    """Coaching, as this application was put together."""
    coaching = container_of(request).coaching
    if coaching is None:
        raise TypeError("the application was created without coaching")
    return coaching


def _told(choice: CoachChoice) -> Json:
    return {
        "digest": "weekly" if choice.has_digest else "off",
        "headers": choice.has_headers,
    }


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise InvalidRequest(f"'days' is {text[:50]!r}. Write a number such as 30.", param="days")
    return int(text)
