"""What is told of an approval: that it was asked for, passed on, decided, or came too late?"""

from datetime import datetime

from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval, ApprovalState, Verdict, Vote
from router.core.approvals.rights import open_levels
from router.core.grant import Grant
from router.core.money import format_usd
from router.core.notices.notice import Notice, NoticeKind

__all__ = [
    "approval_told",
    "asked_notice",
    "decided_notice",
    "escalated_notice",
    "expired_notice",
    "grant_told",
    "used_up_notice",
]

_MINUTES = "%Y-%m-%d %H:%M UTC"


def asked_notice(approval: Approval, routing: ApprovalRouting, *, id: str, at: datetime) -> Notice:
    """For those who may decide now."""
    return Notice(
        id=id,
        kind=NoticeKind.APPROVAL_ASKED,
        at=at,
        subject=f"{_who(approval)} asks for {_wanted(approval)}",
        text=f"{_asked(approval)} It waits for {_awaited(approval, routing)} until "
        f"{approval.expires_at.strftime(_MINUTES)}.",
        link=routing.link_to(approval.id),
        data=approval_told(approval),
        to=_addresses(_named(approval, routing)),
    )


def escalated_notice(
    approval: Approval, routing: ApprovalRouting, *, id: str, at: datetime
) -> Notice:
    """For those to whom it was passed on."""
    return Notice(
        id=id,
        kind=NoticeKind.APPROVAL_ESCALATED,
        at=at,
        subject=f"Nobody has decided yet: {_who(approval)} asks for {_wanted(approval)}",
        text=f"{_asked(approval)} It has waited since {approval.asked_at.strftime(_MINUTES)}; now "
        f"{_awaited(approval, routing)} may decide, until "
        f"{approval.expires_at.strftime(_MINUTES)}.",
        link=routing.link_to(approval.id),
        data=approval_told(approval),
        to=_addresses(_named(approval, routing)),
    )


def decided_notice(
    approval: Approval, routing: ApprovalRouting, *, id: str, at: datetime, grant: Grant | None
) -> Notice:
    """For whoever asked."""
    voices = " and ".join(vote.user or vote.by for vote in approval.votes)
    by = f" by {voices}" if voices else ""
    said = f" They say: {approval.message}" if approval.message else ""
    next_step = (
        f"{_limits(grant)} can be used until {grant.until.strftime(_MINUTES)}: send the request "
        "again."
        if grant is not None
        else "You can ask again, with another reason or for less."
    )
    return Notice(
        id=id,
        kind=NoticeKind.APPROVAL_DECIDED,
        at=at,
        subject=f"{approval.id} is {approval.state.value}{by}",
        text=f"{_asked(approval)} It is {approval.state.value}{by}.{said} {next_step}",
        link=routing.link_to(approval.id),
        data=approval_told(approval) | ({} if grant is None else {"grant": grant_told(grant)}),
        to=_addresses(_askers(approval)),
    )


def expired_notice(
    approval: Approval, routing: ApprovalRouting, *, id: str, at: datetime
) -> Notice:
    """For whoever asked, and for those who did not decide."""
    return Notice(
        id=id,
        kind=NoticeKind.APPROVAL_EXPIRED,
        at=at,
        subject=f"{approval.id} has expired: nobody decided in time",
        text=f"{_asked(approval)} Nobody decided until "
        f"{approval.expires_at.strftime(_MINUTES)}. It can be asked for again.",
        link=routing.link_to(approval.id),
        data=approval_told(approval),
        to=_addresses((*_askers(approval), *_named(approval, routing))),
    )


def used_up_notice(
    grant: Grant, approval: Approval | None, *, id: str, at: datetime, link: str
) -> Notice:
    """For whoever asked for it."""
    return Notice(
        id=id,
        kind=NoticeKind.GRANT_USED_UP,
        at=at,
        subject=f"The grant {grant.id} is used up",
        text=f"Of {_limits(grant)} next to nothing is left. Requests that need approval are "
        "refused again; more can be asked for.",
        link=link,
        data={"grant": grant_told(grant)} | ({} if approval is None else approval_told(approval)),
        to=() if approval is None else _addresses(_askers(approval)),
    )


def approval_told(approval: Approval) -> dict[str, object]:
    """What programs and the audit log are told of it: plain JSON."""
    caller = approval.caller
    return {
        "approval": approval.id,
        "state": approval.state.value,
        "rule": approval.rule_id,
        "decision": approval.decision_id,
        "reason": approval.reason,
        "reach": approval.reach.value,
        "key": caller.key_id,
        "user": caller.user,
        "team": caller.team,
        "project": caller.project,
        "asked_by": approval.asked_user or approval.asked_by,
        "wanted_usd": str(approval.wanted_usd),
        "wanted_hours": approval.wanted_hours,
        "wanted_requests": approval.wanted_requests,
        "estimate_usd": None if approval.estimate_usd is None else str(approval.estimate_usd),
        "asked_at": approval.asked_at.isoformat(),
        "expires_at": approval.expires_at.isoformat(),
        "votes": [_vote_told(vote) for vote in approval.votes],
        "message": approval.message,
        "grant_id": approval.grant_id,
        "follows": approval.follows,
        "version": approval.version,
    }


def grant_told(grant: Grant) -> dict[str, object]:
    """The same of a grant."""
    return {
        "id": grant.id,
        "approval": grant.approval_id,
        "scope": dict(grant.scope.names),
        "rules": list(grant.rules),
        "limit_usd": str(grant.limit_usd),
        "most_requests": grant.most_requests,
        "since": grant.since.isoformat(),
        "until": grant.until.isoformat(),
        "ends_at": grant.ends_at.isoformat(),
    }


def _vote_told(vote: Vote) -> dict[str, object]:
    return {
        "by": vote.user or vote.by,
        "in_place_of": vote.in_place_of,
        "at": vote.at.isoformat(),
        "verdict": vote.verdict.value,
        "message": vote.message,
    } | (
        {
            "limit_usd": str(vote.limit_usd),
            "hours": vote.hours,
            "most_requests": vote.most_requests,
        }
        if vote.verdict is Verdict.APPROVE
        else {}
    )


def _who(approval: Approval) -> str:
    return approval.asked_user or approval.asked_by


def _wanted(approval: Approval) -> str:
    requests = approval.wanted_requests
    most = "" if requests is None else f" and {requests} requests"
    return f"{format_usd(approval.wanted_usd)} USD{most} for {approval.wanted_hours} h"


def _asked(approval: Approval) -> str:
    cost = approval.estimate_usd
    expected = "" if cost is None else f" One request is expected to cost {format_usd(cost)} USD."
    return (
        f"{_who(approval)} asks for {_wanted(approval)}, for the {approval.reach.value} of a "
        f"request of team {approval.caller.team} that rule '{approval.rule_id}' does not let pass: "
        f"{approval.reason}{'' if approval.reason.endswith('.') else '.'}{expected}"
    )


def _limits(grant: Grant) -> str:
    most = "" if grant.most_requests is None else f" and {grant.most_requests} requests"
    return f"{format_usd(grant.limit_usd)} USD{most}"


def _awaited(approval: Approval, routing: ApprovalRouting) -> str:
    if approval.state is not ApprovalState.PENDING:
        return "nobody"
    return " or ".join(dict.fromkeys(one.in_words for one in open_levels(approval, routing)))


def _named(approval: Approval, routing: ApprovalRouting) -> tuple[str, ...]:
    return tuple(user for level in open_levels(approval, routing) for user in level.users)


def _askers(approval: Approval) -> tuple[str, ...]:
    return tuple(filter(None, (approval.asked_user, approval.caller.user)))


def _addresses(users: tuple[str, ...]) -> tuple[str, ...]:
    """Users that are known by their mail address; others are reached by a channel's own list."""
    return tuple(dict.fromkeys(user for user in users if "@" in user))
