"""What is booked for one request? Entries are added, never edited."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from router.core.caller import Caller
from router.core.facts import Facts
from router.core.tier import Tier
from router.core.usage import Usage

__all__ = ["DecisionRecord", "LedgerEntry", "Outcome", "SpendBy", "SpendRow"]


class Outcome(StrEnum):
    """How a request ended."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    """The caller went away; what was used until then is booked."""
    FAILED = "failed"
    """The provider failed; what it will bill all the same is booked."""
    REFUSED = "refused"
    """Tierwise refused: policy, budget, capability or an unknown model. Nobody was called."""
    LOST = "lost"
    """The process died or lost touch under way: what was held is booked, as an estimate."""
    BATCHED = "batched"
    """A provider works on a batch: the most that it can cost is booked; its end corrects that."""
    CORRECTED = "corrected"
    """No request, but what an earlier entry booked too little or (negative) too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """Exact cost of one request, and all that is needed to explain the bill."""

    id: str
    decision_id: str
    at: datetime
    outcome: Outcome
    error_code: str | None
    caller: Caller
    usage: Usage
    cost_usd: Decimal
    deployment: str | None = None
    """None, like the four below, where nobody was called."""
    provider: str | None = None
    model: str | None = None
    tier: Tier | None = None
    price_version: str | None = None
    policy_version: str
    classifier_version: str
    duration_ms: int
    response_id: str | None = None
    """The `id` in the provider's answer, as far as it sent one; not always unique."""
    corrects: str | None = None
    """The entry that this one corrects."""
    note: str | None = None
    """Why a correction was booked, or which answer was given again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """Facts and outcome of one decision; with the versions it can be replayed and explained."""

    id: str
    facts: Facts
    deployment: str | None
    """None where the request was refused."""
    tier: Tier | None
    rule_id: str | None
    reason: str
    policy_version: str
    catalog_version: str


class SpendBy(StrEnum):
    """What spend can be grouped by."""

    TEAM = "team"
    USER = "user"
    PROJECT = "project"
    MODEL = "model"
    TIER = "tier"
    KEY = "key"
    DEPLOYMENT = "deployment"
    ENVIRONMENT = "environment"
    DEPARTMENT = "department"
    ORGANISATION = "organisation"
    COST_CENTRE = "cost_centre"
    SERVICE_ACCOUNT = "service_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendRow:
    """Spend of one group."""

    group: str
    requests: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal
