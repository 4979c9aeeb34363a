"""What is a grant: an allowance that approvers gave, for whom, for how much, until when?

What is drawn from it is counted as of any budget: its requests carry its tag, and the tag is the
scope of its account. So it is never overdrawn, and ends by itself.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from router.core.caller import GRANT_TAG
from router.core.facts import OpenGrant
from router.core.scope import Scope

__all__ = ["GRANT_TAG", "Grant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A time-boxed, amount-boxed allowance."""

    id: str
    """Such as `grt_0192…`."""
    approval_id: str
    scope: Scope
    """Whose requests may draw on it."""
    rules: tuple[str, ...]
    """The rules whose demand for approval it meets."""
    limit_usd: Decimal
    most_requests: int | None = None
    since: datetime
    until: datetime
    revoked_at: datetime | None = None
    used_up_at: datetime | None = None
    """When next to nothing was left of it."""

    @property
    def tag(self) -> str:
        """What its requests are booked with."""
        return GRANT_TAG + self.id

    @property
    def ends_at(self) -> datetime:
        """When it ends, or ended."""
        ends = (self.until, self.revoked_at, self.used_up_at)
        return min(end for end in ends if end is not None)

    @property
    def open(self) -> OpenGrant:
        """As much of it as a decision needs."""
        return OpenGrant(id=self.id, rules=self.rules)

    def is_open(self, at: datetime) -> bool:
        """Whether requests of that moment may draw on it."""
        return self.since <= at < self.ends_at
