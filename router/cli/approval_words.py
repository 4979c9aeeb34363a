"""How are approvals, grants and delegations shown on a terminal?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from router.core.money import format_usd, from_nanos

if TYPE_CHECKING:
    from datetime import datetime

    from router.core.approvals.approval import Vote
    from router.core.approvals.delegation import Delegation
    from router.core.grant import Grant
    from router.services.show_approvals import SeenApproval
    from router.services.show_grants import GrantStanding

__all__ = [
    "APPROVAL_COLUMNS",
    "DELEGATION_COLUMNS",
    "GRANT_COLUMNS",
    "approval_cells",
    "approval_lines",
    "delegation_cells",
    "grant_cells",
    "grant_lines",
]

APPROVAL_COLUMNS = ("id", "state", "asked by", "team", "USD", "hours", "rule", "asked", "reason")
GRANT_COLUMNS = ("id", "state", "of", "limit", "spent", "held", "left", "until", "rules")
DELEGATION_COLUMNS = ("id", "by", "to", "until")
_REASON_CHARACTERS = 60
_WIDTH = 12


def approval_cells(seen: "SeenApproval") -> tuple[str, ...]:
    """A row of the table; what waits for whoever looks is marked."""
    one = seen.approval
    return (
        one.id,
        f"{seen.state}, yours to decide" if seen.may_decide else seen.state,
        _line(one.asked_user or one.asked_by),
        _line(one.caller.team),
        format_usd(one.wanted_usd),
        str(one.wanted_hours),
        one.rule_id,
        _when(one.asked_at),
        _line(one.reason)[:_REASON_CHARACTERS],
    )


def approval_lines(seen: "SeenApproval") -> Iterator[str]:
    """All of one, line by line."""
    one = seen.approval
    yield from _lines(APPROVAL_COLUMNS[:-1], approval_cells(seen)[:-1])
    yield f"{'reason':{_WIDTH}}{_line(one.reason)}"
    yield f"{'for':{_WIDTH}}the {one.reach} of the request"
    if one.wanted_requests is not None:
        yield f"{'requests':{_WIDTH}}{one.wanted_requests}"
    if one.estimate_usd is not None:
        yield f"{'estimate':{_WIDTH}}{format_usd(one.estimate_usd)} USD for one request"
    yield f"{'waits until':{_WIDTH}}{_when(one.expires_at)}"
    for vote in one.votes:
        yield f"{'vote':{_WIDTH}}{_vote(vote)}"
    if one.grant_id is not None:
        yield f"{'grant':{_WIDTH}}{one.grant_id}"


def grant_cells(standing: "GrantStanding") -> tuple[str, ...]:
    """A row of the table; amounts in USD."""
    grant, usd = standing.grant, standing.usd
    return (
        grant.id,
        _state(standing),
        ", ".join(f"{n.removesuffix('_id')} {_line(value)}" for n, value in grant.scope.names),
        *(format_usd(from_nanos(count)) for count in (usd.limit, usd.spent, usd.held, usd.room)),
        _when(grant.ends_at),
        ", ".join(grant.rules),
    )


def grant_lines(standing: "GrantStanding") -> Iterator[str]:
    """All of one, line by line."""
    yield from _lines(GRANT_COLUMNS, grant_cells(standing))
    if standing.requests is not None:
        state = standing.requests
        yield f"{'requests':{_WIDTH}}{state.spent} of {state.limit}, {state.held} under way"
    yield f"{'approval':{_WIDTH}}{standing.grant.approval_id}"


def delegation_cells(one: "Delegation") -> tuple[str, ...]:
    """A row of the table."""
    return (one.id, _line(one.user or one.by), _line(one.to), _when(one.ends_at))


def _vote(vote: "Vote") -> str:
    least = ""
    if vote.limit_usd is not None:
        least = f" {format_usd(vote.limit_usd)} USD for {vote.hours} h"
    place = f" in the place of {_line(vote.in_place_of)}" if vote.in_place_of else ""
    said = f": {_line(vote.message)}" if vote.message else ""
    return f"{vote.verdict}{least} by {_line(vote.user or vote.by)}{place}{said}"


def _state(standing: "GrantStanding") -> str:
    grant: Grant = standing.grant
    if standing.is_open:
        return "open"
    if grant.revoked_at is not None and grant.revoked_at == grant.ends_at:
        return "revoked"
    return "used up" if grant.used_up_at == grant.ends_at else "ended"


def _lines(columns: tuple[str, ...], cells: tuple[str, ...]) -> Iterator[str]:
    return (f"{name:{_WIDTH}}{cell}" for name, cell in zip(columns, cells, strict=True))


def _line(text: str) -> str:
    """What somebody wrote, without what would move the cursor or paint the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def _when(moment: "datetime") -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
