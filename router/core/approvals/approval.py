"""What is asked of approvers, who said what, and what came of it?"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from router.core.caller import Caller

__all__ = ["Approval", "ApprovalState", "Reach", "Verdict", "Vote"]


class ApprovalState(StrEnum):
    """How far it is."""

    PENDING = "pending"
    APPROVED = "approved"
    """A grant was made, perhaps of less than was asked for."""
    DENIED = "denied"
    EXPIRED = "expired"
    """Nobody decided in time."""
    WITHDRAWN = "withdrawn"
    """Whoever asked does not need it any more."""


class Reach(StrEnum):
    """Whose requests the grant is for."""

    KEY = "key"
    USER = "user"
    PROJECT = "project"
    TEAM = "team"


class Verdict(StrEnum):
    """What one approver says."""

    APPROVE = "approve"
    DENY = "deny"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one approver said, and what at most they approve."""

    by: str
    """The line of their key, or as the audit log names them: `oidc:…` or `os:ada`."""
    user: str | None
    """The person behind the key: nobody approves their own, nor twice."""
    at: datetime
    verdict: Verdict
    limit_usd: Decimal | None = None
    hours: int | None = None
    most_requests: int | None = None
    message: str = ""
    in_place_of: str | None = None
    """The user who delegated to them; the line of the key, where it has no user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One request to approvers."""

    id: str
    """Such as `apr_0192…`: `apr_` and what follows `dec_` in the id of the refused decision."""
    decision_id: str
    rule_id: str
    """The rule that demands it."""
    caller: Caller
    """Whose request was refused."""
    asked_by: str
    """The line of the key that asked, or the subject of the token; often the caller's own."""
    asked_user: str | None = None
    """The person who asked, where that is known."""
    reach: Reach
    reason: str
    wanted_usd: Decimal
    wanted_hours: int
    wanted_requests: int | None = None
    estimate_usd: Decimal | None = None
    """What the refused request is expected to cost."""
    asked_at: datetime
    expires_at: datetime
    state: ApprovalState = ApprovalState.PENDING
    votes: tuple[Vote, ...] = ()
    level: int = 0
    """How often it was passed on to the next approvers."""
    decided_at: datetime | None = None
    message: str = ""
    """What the approvers tell whoever asked."""
    grant_id: str | None = None
    follows: str | None = None
    """The approval before, which was decided or expired, where the same is asked for again."""
    mark: str = ""
    """Made with it, to tell it from one that was pending already."""
    version: int = 1
    """Counts changes, so that of two who decide at once one is told to look again."""
