"""What does the service know about one request while it is under way?"""

from dataclasses import dataclass
from decimal import Decimal

from router.core.decision import RouteDecision
from router.core.deployment import Deployment
from router.core.facts import Facts
from router.core.ledger import DecisionRecord
from router.core.price import cost_of
from router.core.routing import Rulebook
from router.core.usage import Usage

__all__ = ["DECISION_HEADER", "Journey"]

DECISION_HEADER = "x-tierwise-decision-id"
"""Names the decision in every answer and every error that followed one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One request from its facts to its ledger entry; it sees one rulebook throughout."""

    decision_id: str
    facts: Facts
    rulebook: Rulebook
    started_s: float
    decision: RouteDecision | None = None
    """None where the request was refused."""

    @property
    def deployment(self) -> Deployment:
        """The deployment that was chosen."""
        if self.decision is None:
            raise LookupError(f"{self.decision_id} was refused: nothing was chosen")
        return self.decision.deployment

    def cost_usd(self, usage: Usage) -> Decimal:
        """Cost of `usage` at the price of the request's day."""
        return cost_of(usage, self.deployment.prices.at(self.facts.at.date()))

    def record(self, refusal: str | None = None) -> DecisionRecord:
        """The decision as it is kept."""
        made = self.decision
        return DecisionRecord(
            id=self.decision_id,
            facts=self.facts,
            deployment=made.deployment.name if made else None,
            tier=made.tier if made else None,
            rule_id=made.rule_id if made else None,
            reason=made.reason if made else (refusal or "refused"),
            policy_version=self.rulebook.policy_version,
            catalog_version=self.rulebook.catalog_version,
        )
