"""GET /v1/analytics/behaviour: what was productive, and what could have been saved?"""

from fastapi import APIRouter, Request

from router.api.access import called_by
from router.api.services import container_of
from router.core.behaviour.asked import BehaviourBy
from router.core.behaviour.told import report_told
from router.core.errors import InvalidRequest

__all__ = ["routes"]

routes = APIRouter()
_ASKED = ("by", "days", "team")
_LONGEST = 256


@routes.get("/v1/analytics/behaviour")
async def show_behaviour(request: Request) -> dict[str, object]:
    """Groups of at least five people; `by`, `days` and `team` say what of."""
    show = container_of(request).behaviour
    if show is None:
        raise TypeError("the application was created without analytics")
    key = await called_by(request)
    asked = request.query_params
    unknown = sorted(set(asked) - set(_ASKED))
    if unknown:
        raise InvalidRequest(
            f"{unknown[0][:100]!r} is not known here. Write: {', '.join(_ASKED)}.",
            param=unknown[0][:100],
        )
    team = asked.get("team")
    report = await show(
        key,
        _by(asked.get("by", BehaviourBy.TEAM.value)),
        days=_days(asked.get("days", "30")),
        team=None if team is None else team[:_LONGEST],
    )
    return report_told(report)


def _by(text: str) -> BehaviourBy:
    if text not in set(BehaviourBy):
        raise InvalidRequest(
            f"Behaviour is not grouped by {text[:100]!r}. Groups: {', '.join(BehaviourBy)}.",
            param="by",
        )
    return BehaviourBy(text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise InvalidRequest(f"'days' is {text[:50]!r}. Write a number such as 30.", param="days")
    return int(text)
