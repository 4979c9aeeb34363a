"""What does the service tell people by itself: what happened, to whom, and what can be done?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

__all__ = ["Notice", "NoticeKind"]


class NoticeKind(StrEnum):
    """What a notice is about."""

    APPROVAL_ASKED = "approval.asked"
    APPROVAL_ESCALATED = "approval.escalated"
    APPROVAL_DECIDED = "approval.decided"
    APPROVAL_EXPIRED = "approval.expired"
    GRANT_USED_UP = "grant.used_up"
    FINDING_OPENED = "finding.opened"
    FINDING_ENDED = "finding.ended"
    BUDGET_STEP = "budget.step"
    DIGEST = "digest"
    """What somebody's own use was: for nobody else."""

    @property
    def is_private(self) -> bool:
        """Whether it goes to those whom it names, and to no list or room of others."""
        return self is NoticeKind.DIGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message. It is kept until it was delivered, and may be delivered twice: see its id."""

    id: str
    """Such as `ntc_0192…`."""
    kind: NoticeKind
    at: datetime
    subject: str
    """One line."""
    text: str
    """Sentences for people."""
    link: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    """The same for programs: plain JSON, and no secrets."""
    to: tuple[str, ...] = ()
    """Mail addresses of those whom it concerns; empty where a channel's own list is meant."""
