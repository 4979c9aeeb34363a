"""What can a rule do to the requests that it matches?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import override

from router.core.call_effects import (
    Balance,
    Failover,
    Hedge,
    Reuse,
    ReuseSimilar,
    Sharing,
    StandIn,
    Timeouts,
)
from router.core.rules.base import Names
from router.core.tier import Tier

__all__ = [
    "Approve",
    "Balance",
    "BestValue",
    "Canary",
    "CheapestSufficient",
    "Demand",
    "Effort",
    "Failover",
    "Goal",
    "Hedge",
    "Named",
    "Reuse",
    "ReuseSimilar",
    "Shadow",
    "Sharing",
    "StandIn",
    "Stickiness",
    "Then",
    "Timeouts",
]

Share = Annotated[float, Field(gt=0, le=1)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Named:
    """The goal of one certain deployment."""

    name: str


class CheapestSufficient(_Written):
    """The least expected cost among deployments whose P(good) is high enough."""

    p_good: Annotated[float, Field(gt=0, lt=1)] = Field(
        description="The least acceptable probability of a good answer."
    )


class BestValue(_Written):
    """The most of value x P(good) - cost, the cost weighed by how far spend runs ahead."""

    value_usd: Annotated[Decimal, Field(gt=0, le=1_000_000)] = Field(
        description="What a good answer is worth, in USD."
    )


Goal = Tier | Named | CheapestSufficient | BestValue
"""What the choice among deployments aims at."""


class _Elsewhere(_Written):
    """A share of the traffic, and another tier or deployment for it."""

    share: Share = Field(description="Share of the matching requests, 0 to 1.")
    tier: Tier | None = None
    deployment: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _goes_to_one(self) -> "_Elsewhere":
        if (self.tier is None) == (self.deployment is None):
            raise ValueError("write either tier or deployment")
        return self

    @property
    def goal(self) -> Tier | Named:
        """Where the share goes."""
        return self.tier or Named(self.deployment or "")


class Canary(_Elsewhere):
    """A share of the requests uses another tier or deployment, by whole conversations."""


class Shadow(_Elsewhere):
    """A share is answered a second time; that answer is compared and never returned."""

    @property
    def asked(self) -> str:
        """The tier or deployment as a caller would ask for it."""
        return self.tier.value if self.tier else self.deployment or ""


class Effort(StrEnum):
    """How long a reasoning model may think, from least to most."""

    MINIMAL = "minimal"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Stickiness(StrEnum):
    """When a conversation stays with the deployment that answered its last turn."""

    NEVER = "never"
    WHERE_IT_PAYS = "where_it_pays"
    """Unless switching saves more than the warm prompt cache is worth."""
    ALWAYS = "always"
    """Unless a better tier is wanted, or it can no longer serve."""


class Demand(_Written):
    """That somebody approves before a request passes."""

    ask: str = Field(min_length=1, description="Whom to ask and how; shown to the caller.")
    above_usd: Annotated[Decimal, Field(gt=0, le=1_000_000)] | None = Field(
        default=None,
        description="Only where the request is expected to cost more; else in any case.",
    )

    @override
    def __str__(self) -> str:
        return self.ask


def _as_demand(value: object) -> object:
    return {"ask": value} if isinstance(value, str) else value


def _as_reuse(value: object) -> object:
    return {"lasting": value} if isinstance(value, str) else value


class _OrWords:
    """Lets the JSON schema offer plain words in place of the block."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(core_schema)]}


Approve = Annotated[Demand, BeforeValidator(_as_demand), _OrWords()]
"""A demand, or in its place whom to ask: then for whatever it costs."""
Again = Annotated[Reuse, BeforeValidator(_as_reuse), _OrWords()]
"""How answers are given again, or in its place for how long: to the same key alone."""


class Then(_Written):
    """What a rule does. The first matching rule wins for each kind of effect."""

    tier: Tier | None = Field(
        default=None, description="Use this tier when the caller asked for `auto`."
    )
    deployment: Annotated[str, Field(min_length=1, max_length=128)] | None = Field(
        default=None, description="Use this deployment when the caller asked for `auto`."
    )
    cheapest_sufficient: CheapestSufficient | None = Field(
        default=None,
        description="Use the cheapest deployment whose P(good) is at least `p_good`.",
    )
    best_value: BestValue | None = Field(
        default=None,
        description="Use the deployment with the most of `value_usd` x P(good) - cost.",
    )
    floor: Tier | None = Field(
        default=None, description="Never below this tier, whatever was asked for."
    )
    cap: Tier | None = Field(
        default=None, description="Never above this tier, whatever was asked for."
    )
    region: Names | None = Field(
        default=None, description="Only deployments whose `region` is one of these."
    )
    deny: str | None = Field(
        default=None, min_length=1, description="Refuse, with this message to the caller."
    )
    quarantine: str | None = Field(
        default=None,
        min_length=1,
        description="Refuse as long as the rule's findings are open, with this message.",
    )
    require_approval: Approve | None = Field(
        default=None, description="Refuse until approved; says how to ask."
    )
    slow_down: Annotated[int, Field(gt=0, le=100_000)] | None = Field(
        default=None, description="The most requests that a key may make in any minute."
    )
    max_tokens: Annotated[int, Field(gt=0)] | None = Field(
        default=None, description="The most tokens that one answer may have."
    )
    reasoning_effort: Effort | None = Field(
        default=None, description="The most effort of models that reason; set if left open."
    )
    canary: Canary | None = Field(
        default=None, description="A share of the conversations uses another tier or deployment."
    )
    shadow: Shadow | None = Field(
        default=None, description="A share is answered a second time, for comparison only."
    )
    stickiness: Stickiness | None = Field(
        default=None, description="When a conversation stays with its deployment."
    )
    prompt_cache: bool | None = Field(
        default=None, description="Whether a warm prompt cache counts when costs are compared."
    )
    coach: bool | None = Field(
        default=None, description="Whether answers carry a tip on what would have cost less."
    )
    reuse_answers: Again | None = Field(
        default=None,
        description="For how long the answer to an identical request is given again: 30m, 24h, 7d.",
    )
    reuse_similar: ReuseSimilar | None = Field(
        default=None,
        description="For how long the answer to a request that means the same is given again.",
    )
    failover: Failover | None = Field(
        default=None, description="How often a failed call is tried again, and where."
    )
    timeouts: Timeouts | None = Field(
        default=None, description="How long a provider is waited for."
    )
    hedge: Hedge | None = Field(
        default=None, description="When a second deployment is asked too, since the first is slow."
    )
    balance: Balance | None = Field(
        default=None, description="Which of several deployments that cost the same is called."
    )
    guideline: str | None = Field(
        default=None, min_length=1, max_length=500, description="A sentence for the caller."
    )
    headers: Mapping[Annotated[str, Field(pattern=r"^x-[a-z0-9-]+$")], str] | None = Field(
        default=None, min_length=1, description="Headers that are added to the answer."
    )

    @model_validator(mode="after")
    def _does_something_possible(self) -> "Then":
        written = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if not written:
            raise ValueError("write at least one effect, such as tier, floor, cap or deny")
        goals = [name for name in GOALS if name in written]
        if len(goals) > 1:
            raise ValueError(f"{' and '.join(goals)} exclude each other; write one of them")
        ours = [name for name in self.headers or () if name.startswith("x-tierwise-")]
        if ours:
            raise ValueError(f"the header {ours[0]} is Tierwise's own; choose another name")
        if self.floor is not None and self.cap is not None and self.floor.rank > self.cap.rank:
            raise ValueError(f"floor {self.floor} is above cap {self.cap}")
        return self

    @property
    def refuses(self) -> bool:
        """Whether some of what the rule matches is refused, for now or until it is approved."""
        return bool(self.deny or self.quarantine or self.require_approval)

    @cached_property
    def goal(self) -> Goal | None:
        """What the choice aims at, where the rule says so."""
        if self.deployment is not None:
            return Named(self.deployment)
        return self.tier or self.cheapest_sufficient or self.best_value


GOALS = ("tier", "deployment", "cheapest_sufficient", "best_value")
"""Effects that say what the choice aims at: a rule has at most one of them."""
