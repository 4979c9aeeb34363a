"""What is looked at of one's own requests? Never their words."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from classifier.labels import Complexity, Task
from router.core.caller import UNASSIGNED
from router.core.facts import RequestShape
from router.core.key import VirtualKey
from router.core.ledger import Outcome
from router.core.tier import Tier
from router.core.usage import Usage

__all__ = ["Oneself", "OwnRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Oneself:
    """Whose requests are one's own: the user's, in the key's team; the key's, where it has none."""

    key_id: str
    user: str | None = None
    team: str | None = None

    @classmethod
    def of(cls, key: VirtualKey) -> "Oneself":
        """The person behind a key. A user's own are those in the team of the key."""
        return cls(key_id=key.booked_as, user=_name(key.user), team=_name(key.team))

    @property
    def person(self) -> str:
        """The same for all keys of a user."""
        return f"key:{self.key_id}" if self.user is None else f"user:{self.user}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequest:
    """One chat request that reached a deployment: what was asked, found, used and paid."""

    decision_id: str
    at: datetime
    outcome: Outcome
    deployment: str
    tier: Tier | None
    usage: Usage
    cost_usd: Decimal
    asked: RequestShape
    task: Task
    complexity: Complexity
    is_abstained: bool = False
    difficulty: float | None = None
    sketch: int | None = None
    output_tokens_p95: int | None = None


def _name(name: str | None) -> str | None:
    """What nobody owns is not owned by whoever is called so."""
    return None if name in (None, "", UNASSIGNED) else name
