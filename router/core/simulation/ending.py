"""How did one request of a simulation end?"""

from dataclasses import dataclass
from decimal import Decimal

from router.core.feedback import Verdict
from router.core.money import ZERO_USD
from router.core.simulation.event import Request, Truth
from router.core.tier import Tier

__all__ = ["Ending"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Answered at a cost, or refused."""

    request: Request
    tier: Tier | None = None
    """Which tier answered; None where nobody did."""
    cost_usd: Decimal = ZERO_USD
    premium_usd: Decimal = ZERO_USD
    """What the same tokens would have cost on premium."""
    refusal: str | None = None
    """The code of the error that the caller got."""
    findings: tuple[str, ...] = ()
    """The anomalies that its decision knew of."""
    rule_id: str | None = None
    """Which rule chose where it went, or refused it."""
    is_reused: bool = False
    """An earlier answer was given again."""
    is_granted: bool = False
    """It drew on an allowance that approvers gave."""
    is_resumed: bool = False
    """It was sent before, refused for want of approval, and then approved."""
    judged: Truth | None = None
    """What the classifier took for the truth; None where it abstained, or nobody answered."""
    said: Verdict | None = None
    """What whoever asked says of the answer."""

    @property
    def is_known(self) -> bool:
        """Whether its decision knew of an anomaly of its caller."""
        return bool(self.findings)

    @property
    def is_caught(self) -> bool:
        """Whether it is known, or was stopped by a rule that needs no finding."""
        return self.is_known or self.refusal in _STOPPED


_STOPPED = frozenset(
    {"approval_required", "key_quarantined", "policy_denied", "rate_limit_exceeded"}
)
"""Refusals that a policy or a quota makes; a provider's failure stops nobody."""
