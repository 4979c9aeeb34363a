"""What does a case expect of the decision? Only what is written is compared."""

from collections.abc import Mapping
from enum import StrEnum
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

from router.core.effects import Effort
from router.core.rules.base import OneOrMore
from router.core.tier import Tier

__all__ = ["NOTHING", "Expect", "ExpectedShadow", "Refusal"]

NOTHING = "none"
"""How a case writes that there must be no such thing: an empty value would be a slip."""


class Refusal(StrEnum):
    """Codes of the errors by which a request may be refused."""

    POLICY_DENIED = "policy_denied"
    KEY_QUARANTINED = "key_quarantined"
    APPROVAL_REQUIRED = "approval_required"
    NO_CAPABLE_DEPLOYMENT = "no_capable_deployment"
    MODEL_NOT_FOUND = "model_not_found"


class _OrNothing:
    """Lets `none` stand for a value that must not be there."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        choices = schema.get("anyOf", [schema])
        return {"anyOf": [*choices, {"const": NOTHING}]}


_NONE = BeforeValidator(lambda value: None if value == NOTHING else value)
_Positive = Annotated[int, Field(gt=0)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExpectedShadow(_Written):
    """What a share of the requests is compared with."""

    share: float | None = None
    tier: Tier | None = None
    deployment: str | None = None


class Expect(_Written):
    """What must come out; `none` says that there must be no such thing."""

    tier: Tier | None = None
    rule: str | None = Field(
        default=None,
        description="The id of the rule that decides or refuses; `default`, or `requested` where "
        "the caller's own wish stands.",
    )
    deployment: str | None = None
    fallbacks: tuple[str, ...] | None = Field(
        default=None, description="Deployments that stand in, in their order."
    )
    error: Annotated[Refusal | None, _NONE, _OrNothing()] = Field(
        default=None, description="The code with which the request is refused."
    )
    max_tokens: Annotated[_Positive | None, _NONE, _OrNothing()] = Field(
        default=None, description="The limit that policy sets on one answer."
    )
    reasoning_effort: Annotated[Effort | None, _NONE, _OrNothing()] = None
    guideline: Annotated[OneOrMore[str] | None, _NONE, _OrNothing()] = Field(
        default=None, description="All guidelines of the answer, in their order."
    )
    headers: Mapping[str, str] | None = Field(
        default=None, description="Headers by name; `none` for one that must not be there."
    )
    shadow: Annotated[ExpectedShadow | None, _NONE, _OrNothing()] = None
    grant: str | None = Field(
        default=None, description="The grant that it draws on; `none` where on no grant."
    )
    slow_down: Annotated[_Positive | None, _NONE, _OrNothing()] = Field(
        default=None, description="The most requests of the key in any minute."
    )
    coach: bool | None = Field(default=None, description="Whether the answer carries a tip.")
    reuse_answers: str | None = Field(
        default=None, description="For how long its answer is given again, such as 24h."
    )
    reuse_similar: str | None = Field(
        default=None, description="How its answer is given again, such as '1h at 0.8'."
    )
    failover: str | None = Field(
        default=None, description="As `2 retries, permitted standing in`; `none` for the usual."
    )
    timeouts: str | None = Field(
        default=None, description="As `first_token 5 s, total 60 s`; `none` for the usual."
    )
    hedge: str | None = Field(default=None, description="As `after 800 ms`; `none` for none.")
    steps: Annotated[OneOrMore[str] | None, _NONE, _OrNothing()] = Field(
        default=None,
        description="The steps of ladders that are in force, as `x-tierwise-step` tells them.",
    )
    warm_tokens: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="Input tokens that are priced as read from the prompt cache."
    )
    reason_contains: OneOrMore[str] | None = Field(
        default=None, description="Words of the reason, or of the refusal's message."
    )

    @model_validator(mode="after")
    def _says_something(self) -> "Expect":
        if not self.model_fields_set:
            raise ValueError("write what must come out, such as tier, rule or error")
        return self
