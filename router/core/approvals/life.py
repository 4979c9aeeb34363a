"""How does an approval go on: votes, escalation, expiry, withdrawal, and the grant in the end?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from router.core.approval_routing import ApprovalRouting
from router.core.approvals.approval import Approval, ApprovalState, Reach, Verdict, Vote
from router.core.approvals.rights import Standin, may_decide
from router.core.caller import UNASSIGNED, Caller
from router.core.errors import ApprovalConflict, InvalidRequest
from router.core.grant import Grant
from router.core.scope import Scope

__all__ = ["Ballot", "escalated", "expired", "is_due", "scope_of", "state_at", "voted", "withdrawn"]

_LONGEST = 1_000
_Number = TypeVar("_Number", int, Decimal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What somebody wants to say of an approval."""

    verdict: Verdict
    limit_usd: Decimal | None = None
    """What at most they approve; None: all that was asked for. The same of the two below."""
    hours: int | None = None
    most_requests: int | None = None
    message: str = ""
    version: int | None = None
    """Of the approval that they saw; where it has changed since, they are told to look again."""


def state_at(approval: Approval, at: datetime) -> ApprovalState:
    """How far it is: one that nobody decided in time has expired, swept or not."""
    if approval.state is ApprovalState.PENDING and at >= approval.expires_at:
        return ApprovalState.EXPIRED
    return approval.state


def voted(
    approval: Approval,
    ballot: Ballot,
    *,
    standin: Standin,
    routing: ApprovalRouting,
    at: datetime,
    new_id: Callable[[], str],
) -> tuple[Approval, Grant | None]:
    """The approval with one more vote, and the grant where that one decides.

    Raises:
        ApprovalConflict: it is decided already, or changed since it was looked at.
        NotYours: it is not for them to decide.
        InvalidRequest: they approve more than was asked for.
    """
    _refuse_decided(approval, at)
    if ballot.version is not None and ballot.version != approval.version:
        raise ApprovalConflict(
            f"{approval.id} has changed since you looked at it. Look again, then decide."
        )
    vote = _vote(approval, ballot, standin=standin, at=at)
    amount_usd = vote.limit_usd if vote.verdict is Verdict.APPROVE else None
    may_decide(approval, standin, routing=routing, amount_usd=amount_usd)
    found = replace(approval, votes=(*approval.votes, vote), message=vote.message)
    if vote.verdict is Verdict.DENY:
        return replace(found, state=ApprovalState.DENIED, decided_at=at), None
    least = _least(found)
    if len(found.votes) < routing.persons_for(least.limit_usd):
        return replace(found, message=approval.message), None
    grant = _grant(found, least, id=new_id(), at=at)
    return replace(found, state=ApprovalState.APPROVED, decided_at=at, grant_id=grant.id), grant


def withdrawn(approval: Approval, at: datetime) -> Approval:
    """The same, not needed any more.

    Raises:
        ApprovalConflict: it is decided already.
    """
    _refuse_decided(approval, at)
    return replace(approval, state=ApprovalState.WITHDRAWN, decided_at=at)


def is_due(approval: Approval, routing: ApprovalRouting, *, at: datetime) -> bool:
    """Whether the next approvers may be asked too: there are some, and it has waited long."""
    wait = routing.passes_on_after
    last = routing.first_level(approval.wanted_usd) + approval.level
    if wait is None or last + 1 >= len(routing.levels):
        return False
    is_pending = state_at(approval, at) is ApprovalState.PENDING
    return is_pending and at >= approval.asked_at + wait * (approval.level + 1)


def escalated(approval: Approval) -> Approval:
    """The same, for the next level to decide too."""
    return replace(approval, level=approval.level + 1)


def expired(approval: Approval) -> Approval:
    """The same, which nobody decided in time."""
    return replace(approval, state=ApprovalState.EXPIRED, decided_at=approval.expires_at)


def scope_of(caller: Caller, reach: Reach) -> Scope:
    """Whose requests a grant for `caller` is for.

    Raises:
        InvalidRequest: nobody is known by what it should be for.
    """
    name = caller.key_id if reach is Reach.KEY else getattr(caller, reach.value)
    if name == UNASSIGNED:
        raise InvalidRequest(
            f"The request named no {reach.value}. Ask for another reach, such as 'key'.",
            param="reach",
        )
    return Scope(**{"key_id" if reach is Reach.KEY else reach.value: name})


def _refuse_decided(approval: Approval, at: datetime) -> None:
    state = state_at(approval, at)
    if state is ApprovalState.PENDING:
        return
    voices = " and ".join(vote.user or vote.by for vote in approval.votes)
    by = f" by {voices}" if voices and state in _BY_VOTE else ""
    when = approval.decided_at or approval.expires_at
    raise ApprovalConflict(
        f"{approval.id} is not pending any more: {state.value}{by} at "
        f"{when:%Y-%m-%d %H:%M} UTC. Nothing was changed.",
        details={"state": state.value},
    )


_BY_VOTE = (ApprovalState.APPROVED, ApprovalState.DENIED)


def _vote(approval: Approval, ballot: Ballot, *, standin: Standin, at: datetime) -> Vote:
    message = ballot.message.strip()
    if len(message) > _LONGEST:
        raise InvalidRequest(f"'message' takes at most {_LONGEST} characters.", param="message")
    who, giver = standin.approver, standin.giver
    vote = Vote(
        by=who.line,
        user=who.user,
        at=at,
        verdict=ballot.verdict,
        message=message,
        in_place_of=None if giver is None else giver.name,
    )
    if ballot.verdict is Verdict.DENY:
        if not message:
            raise InvalidRequest("Say why: whoever asked is told.", param="message")
        return vote
    wanted = approval.wanted_requests
    return replace(
        vote,
        limit_usd=_at_most(ballot.limit_usd, approval.wanted_usd, param="usd"),
        hours=_at_most(ballot.hours, approval.wanted_hours, param="hours"),
        most_requests=(
            _positive(ballot.most_requests, param="requests")
            if wanted is None
            else _at_most(ballot.most_requests, wanted, param="requests")
        ),
    )


def _at_most(approved: _Number | None, wanted: _Number, *, param: str) -> _Number:
    found = _positive(approved, param=param)
    if found is None:
        return wanted
    if found > wanted:
        raise InvalidRequest(
            f"'{param}' is {found}, but {wanted} was asked for: approve that or less.", param=param
        )
    return found


def _positive(number: _Number | None, *, param: str) -> _Number | None:
    if number is not None and number <= 0:
        raise InvalidRequest(f"'{param}' must be more than 0; to approve none, deny.", param=param)
    return number


@dataclass(frozen=True, slots=True)
class _Least:
    """The least that all who approve agree on."""

    limit_usd: Decimal
    hours: int
    most_requests: int | None


def _least(approval: Approval) -> _Least:
    votes = approval.votes
    requests = [vote.most_requests for vote in votes if vote.most_requests is not None]
    return _Least(
        limit_usd=min(vote.limit_usd for vote in votes if vote.limit_usd is not None),
        hours=min(vote.hours for vote in votes if vote.hours is not None),
        most_requests=min(requests, default=None),
    )


def _grant(approval: Approval, least: _Least, *, id: str, at: datetime) -> Grant:
    return Grant(
        id=id,
        approval_id=approval.id,
        scope=scope_of(approval.caller, approval.reach),
        rules=(approval.rule_id,),
        limit_usd=least.limit_usd,
        most_requests=least.most_requests,
        since=at,
        until=at + timedelta(hours=least.hours),
    )
