"""What can a rule say of the call itself: how it fails over, waits, and is spared altogether?"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from typing_extensions import override

__all__ = [
    "Balance",
    "Failover",
    "Hedge",
    "Reuse",
    "ReuseSimilar",
    "Sharing",
    "StandIn",
    "Timeouts",
]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StandIn(StrEnum):
    """Who answers in place of a deployment that fails."""

    NOBODY = "nobody"
    SAME_TIER = "same_tier"
    PERMITTED = "permitted"
    """Whoever policy permits, the wanted tier first."""


class Failover(_Written):
    """What happens where a deployment fails before the caller was sent a byte."""

    retries: Annotated[int, Field(ge=0, le=5)] = Field(
        default=2, description="How often the call is tried again, there or elsewhere."
    )
    stand_in: StandIn = Field(
        default=StandIn.PERMITTED,
        description="Who may answer instead: nobody, same_tier, or whoever policy has permitted.",
    )

    @override
    def __str__(self) -> str:
        return f"{self.retries} retries, {self.stand_in.value} standing in"


Seconds = Annotated[float, Field(gt=0, le=86_400)]


class Timeouts(_Written):
    """How long a provider is waited for; what is left out is as the service is set."""

    connect_s: Seconds | None = Field(default=None, description="Until it is connected.")
    first_token_s: Seconds | None = Field(
        default=None, description="From the request to the first byte of an answer."
    )
    between_tokens_s: Seconds | None = Field(
        default=None, description="Between two pieces of a streamed answer."
    )
    total_s: Seconds | None = Field(default=None, description="Until the answer is whole.")

    @model_validator(mode="after")
    def _says_something(self) -> "Timeouts":
        if not self.model_fields_set:
            raise ValueError(
                "write at least one of connect_s, first_token_s, between_tokens_s, total_s"
            )
        return self

    @override
    def __str__(self) -> str:
        told = self.model_dump(exclude_none=True)
        return ", ".join(f"{name.removesuffix('_s')} {value:g} s" for name, value in told.items())


class Hedge(_Written):
    """A second deployment is asked too where the first one is slow; the first answer counts."""

    after_ms: Annotated[int, Field(gt=0, le=600_000)] = Field(
        description="How long the first one is waited for, in milliseconds."
    )

    @override
    def __str__(self) -> str:
        return f"after {self.after_ms} ms"


class Balance(StrEnum):
    """Which of several deployments that cost the same is called."""

    FIRST = "first"
    """The one that stands first in the catalog."""
    WEIGHTED = "weighted"
    """Each as often as its `weight` in the catalog says, by whole conversations."""
    FASTEST = "fastest"
    """The one that answered soonest of late."""


class Sharing(StrEnum):
    """Whose requests may be given an answer that was made for another one."""

    KEY = "key"
    USER = "user"
    TEAM = "team"
    PROJECT = "project"
    EVERYBODY = "everybody"


Span = Annotated[str, Field(pattern=r"^[1-9]\d{0,3}[mhd]$")]


class Reuse(_Written):
    """The answer to an identical request is given again."""

    lasting: Span = Field(description="For how long: 30m, 24h, 7d.")
    shared_by: Sharing = Field(
        default=Sharing.KEY, description="Whose requests: the same key's, user's, team's and so on."
    )
    sampled: bool = Field(
        default=True,
        description="Also where the request asks for varied answers: a temperature above 0 or none "
        "said, and no seed.",
    )

    @override
    def __str__(self) -> str:
        told = f"{self.lasting}{_shared(self.shared_by)}"
        return told if self.sampled else f"{told}, not where answers vary"


class ReuseSimilar(_Written):
    """The answer to a request that means the same is given again."""

    lasting: Span = Field(description="For how long: 30m, 24h, 7d.")
    similarity: Annotated[float, Field(ge=0.5, le=1)] = Field(
        default=0.8,
        description="How alike the two last questions must be: the share of words that they have "
        "in common, in order. Words that carry meaning must all be the same, in any case.",
    )
    shared_by: Sharing = Field(
        default=Sharing.KEY, description="Whose requests: the same key's, user's, team's and so on."
    )

    @override
    def __str__(self) -> str:
        return f"{self.lasting} at {self.similarity:g}{_shared(self.shared_by)}"


def _shared(by: Sharing) -> str:
    return "" if by is Sharing.KEY else f", shared by {by.value}"
