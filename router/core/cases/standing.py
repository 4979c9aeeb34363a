"""How do things stand in a case: budgets, grants, the key's last hour, the turn before?"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from router.core.budget import BudgetState
from router.core.facts import LastHour, OpenGrant
from router.core.rules.base import Names

__all__ = ["Count", "GivenBudget", "GivenConversation", "GivenGrant", "GivenHour", "Name", "Share"]

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Name = Annotated[str, Field(min_length=1)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class GivenBudget(_Written):
    """How far a budget is."""

    id: Name
    share_used: Annotated[float, Field(ge=0)] = Field(description="1 where the limit is spent.")
    share_elapsed: Share = Field(default=0.5, description="Share of the period that is gone.")

    @property
    def state(self) -> BudgetState:
        """As decisions are told."""
        return BudgetState(id=self.id, share_used=self.share_used, share_elapsed=self.share_elapsed)


class GivenConversation(_Written):
    """How the turn before was answered."""

    deployment: Name
    warm_tokens: Count = Field(default=0, description="Tokens that its prompt cache may hold.")
    age_s: Annotated[float, Field(ge=0)] = Field(default=60, description="Seconds ago.")


class GivenGrant(_Written):
    """An allowance that approvers gave, which covers the request."""

    id: Name = "grt_case"
    rules: Names = Field(description="The rules whose demand for approval it meets.")

    @property
    def open(self) -> OpenGrant:
        """As decisions are told."""
        return OpenGrant(id=self.id, rules=self.rules)


class GivenHour(_Written):
    """What the key did in the hour until now."""

    requests: Count = 0
    cost_usd: Annotated[float, Field(ge=0)] = 0.0

    @property
    def hour(self) -> LastHour:
        """As decisions are told."""
        return LastHour(requests=self.requests, cost_usd=self.cost_usd)
