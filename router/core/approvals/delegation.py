"""Who decides on approvals in whose place, and until when?"""

from dataclasses import dataclass, replace
from datetime import datetime

from router.core.key import Role

__all__ = ["Delegation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """The rights of one approver, lent to another person for a time."""

    id: str
    """Such as `dlg_0192…`."""
    by: str
    """The key's line or the token of whoever delegates: `key_…`, `oidc:…` or `os:ada`."""
    user: str | None
    """The person behind it."""
    team: str | None
    role: Role
    """Theirs when they delegated. Of a key, what it may at the time of the vote is asked again."""
    to: str
    """A user, or the id of a key without one."""
    since: datetime
    until: datetime
    revoked_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When it ends, or ended."""
        return self.until if self.revoked_at is None else min(self.until, self.revoked_at)

    def holds_at(self, at: datetime) -> bool:
        """Whether it counts at a moment."""
        return self.since <= at < self.ends_at

    def revoked(self, at: datetime) -> "Delegation":
        """The same, ended; the first end stands."""
        if self.revoked_at is not None or at >= self.until:
            return self
        return replace(self, revoked_at=at)
