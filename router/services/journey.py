"""What does the service know about one request while it is under way?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from router.core.caller import Caller
from router.core.decision import RouteDecision
from router.core.deployment import Deployment
from router.core.errors import RouterError
from router.core.facts import Facts
from router.core.grant import GRANT_TAG
from router.core.hold import AccountState
from router.core.ledger import DecisionRecord
from router.core.price import cost_of
from router.core.quote import day_of
from router.core.routing import Rulebook
from router.core.usage import Usage

__all__ = ["DECISION_HEADER", "Found", "Journey", "Lowered", "Pointer", "Reused"]

DECISION_HEADER = "x-tierwise-decision-id"
"""Names the decision in every answer and every error that followed one."""


class Lowered(StrEnum):
    """Why an answer is shortened."""

    BUDGET = "budget"
    """No more was left."""
    LENGTH = "length"
    """The caller set no limit; a generous multiple of the usual length is reserved."""


class Found(StrEnum):
    """How an earlier answer came to be given again."""

    SAME = "hit"
    """The very same was asked."""
    SIMILAR = "similar"
    """The same was meant."""
    TOGETHER = "coalesced"
    """The very same was being asked at that moment."""


@dataclass(frozen=True, slots=True)
class Reused:
    """An earlier answer that is given again."""

    decision_id: str
    """The decision that it was made for."""
    saved_usd: Decimal | None
    """What it cost then; None while nobody knows, as it is still being made."""
    found: Found = Found.SAME
    age_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One request from its facts to its ledger entry; it sees one rulebook throughout."""

    decision_id: str
    facts: Facts
    rulebook: Rulebook
    started_s: float
    decision: RouteDecision | None = None
    """None where the request was refused."""
    original: RouteDecision | None = None
    """What was decided, where what is called differs from it for want of money."""
    entry_id: str | None = None
    """The hold, and the ledger entry that will settle it; None where nothing is held."""
    accounts: tuple[AccountState, ...] = ()
    """The budgets and quotas that it holds of, as they stood then."""
    quota_headers: Mapping[str, str] = field(default_factory=dict)
    """What is left of the quotas, as OpenAI tells it."""
    service_tier: str | None = None
    """The provider's class of service that the caller asks for; None for the usual one."""
    wants_tip: bool = False
    """Whether whoever asks wants a tip on the request."""
    reused: Reused | None = None
    """The answer that is given instead of a new one; None where the deployment is called."""
    attempts: int = 1
    """Which try this is."""
    lowered_because: Lowered | None = None
    """Why the answer may be shorter than caller and policy permit."""

    @property
    def decided(self) -> RouteDecision:
        """What was decided from the facts alone; a replay says the same."""
        made = self.original or self.decision
        if made is None:
            raise LookupError(f"{self.decision_id} was refused: nothing was chosen")
        return made

    @property
    def caller(self) -> Caller:
        """Who it is billed to; what draws on a grant carries the grant's tag."""
        made, caller = self.decision, self.facts.caller
        if caller.claimed:  # who says so matters to decisions, not to the books
            caller = replace(caller, claimed=())
        if made is None or made.grant_id is None:
            return caller
        return replace(caller, tags=(*caller.tags, GRANT_TAG + made.grant_id))

    @property
    def deployment(self) -> Deployment:
        """The deployment that was chosen."""
        if self.decision is None:
            raise LookupError(f"{self.decision_id} was refused: nothing was chosen")
        return self.decision.deployment

    def cost_usd(self, usage: Usage) -> Decimal:
        """Cost of `usage` at the price of the request's day."""
        return cost_of(usage, self.deployment.prices.at(day_of(self.facts)))

    def record(self, refusal: str | None = None) -> DecisionRecord:
        """The decision as it is kept."""
        made = self.original or self.decision
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


class Pointer(Protocol):
    """Says of a refusal where to go on. It answers from memory, writes nothing, never raises."""

    def __call__(self, journey: Journey, refusal: RouterError) -> None:
        """Add to the refusal's message, details and headers, where there is something to say."""
        ...
