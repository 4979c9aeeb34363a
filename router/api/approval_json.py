"""How are approvals, grants and delegations shown to programs?"""

from router.core.approvals.approval import Vote
from router.core.approvals.delegation import Delegation
from router.core.approvals.notices import approval_told, grant_told
from router.core.hold import AccountState
from router.core.money import format_usd, from_nanos
from router.services.show_approvals import SeenApproval
from router.services.show_grants import GrantStanding

__all__ = ["approval_json", "delegation_json", "grant_json"]

Json = dict[str, object]


def approval_json(seen: SeenApproval) -> Json:
    """What was asked, who said what, and whether whoever looks may decide."""
    one = seen.approval
    told = approval_told(one)
    return {
        "object": "tierwise.approval",
        "id": told.pop("approval"),
        **told,
        "wanted_usd": format_usd(one.wanted_usd),
        "estimate_usd": None if one.estimate_usd is None else format_usd(one.estimate_usd),
        "votes": [_vote(vote) for vote in one.votes],
        "state": seen.state.value,
        "may_decide": seen.may_decide,
    }


def grant_json(standing: GrantStanding) -> Json:
    """For whom, for how much and until when; what is left of it."""
    return {
        "object": "tierwise.grant",
        **grant_told(standing.grant),
        "limit_usd": format_usd(standing.grant.limit_usd),
        "is_open": standing.is_open,
        "standing": {
            "limit_usd": _usd(standing.usd.limit),
            "spent_usd": _usd(standing.usd.spent),
            "held_usd": _usd(standing.usd.held),
            "left_usd": _usd(standing.usd.room),
            **({} if standing.requests is None else {"requests": _requests(standing.requests)}),
        },
    }


def delegation_json(delegation: Delegation) -> Json:
    """Who decides in whose place, and until when."""
    return {
        "object": "tierwise.delegation",
        "id": delegation.id,
        "by": delegation.user or delegation.by,
        "to": delegation.to,
        "since": delegation.since.isoformat(),
        "until": delegation.ends_at.isoformat(),
    }


def _vote(vote: Vote) -> Json:
    return {
        "by": vote.user or vote.by,
        "in_place_of": vote.in_place_of,
        "at": vote.at.isoformat(),
        "verdict": vote.verdict.value,
        "limit_usd": None if vote.limit_usd is None else format_usd(vote.limit_usd),
        "hours": vote.hours,
        "most_requests": vote.most_requests,
        "message": vote.message,
    }


def _requests(state: AccountState) -> Json:
    return {"limit": state.limit, "spent": state.spent, "held": state.held, "left": state.room}


def _usd(nanos: int) -> str:
    return format_usd(from_nanos(nanos))
