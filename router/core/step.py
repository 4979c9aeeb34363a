"""What does one step of a ladder say: from which use of a budget on, for whom, and what then?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from typing_extensions import override

from classifier.labels import Priority
from router.core.effects import Approve, Effort, Then
from router.core.rules.base import OneOrMore
from router.core.rules.phrases import listed, percent
from router.core.tier import Tier

__all__ = ["Step", "StepInForce"]

_MOST_SHARE = 10
_EFFECTS = (
    *("note", "coach", "cap", "max_tokens", "reasoning_effort", "slow_down"),
    *("require_approval", "deny"),
)
"""Gentlest first: the order in which a ladder is climbed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepInForce:
    """A step that holds for a request, and those of its effects that no stricter one replaces."""

    budget: str
    at: float | None
    pace: float | None
    effects: tuple[str, ...]
    """Such as `cap standard`."""

    @override
    def __str__(self) -> str:
        begins = [f"at {self.at * 100:.6g}%"] if self.at is not None else []
        begins += [f"pace {self.pace:g}"] if self.pace is not None else []
        return f"{self.budget} {', '.join(begins)}: {', '.join(self.effects)}"


class Step(BaseModel):
    """What happens once so much of a budget is used, or it is used so fast."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    at: Annotated[float, Field(gt=0)] | None = Field(
        default=None, description="From this share of the budget on; 0.8 is 80 %."
    )
    pace: Annotated[float, Field(gt=0, le=1000)] | None = Field(
        default=None, description="Only where it is spent so many times as fast as planned."
    )
    for_: OneOrMore[Priority] | None = Field(
        default=None,
        alias="for",
        description="Priorities that it holds for; an unsure classifier counts as normal.",
    )
    reason: str | None = Field(
        default=None, min_length=1, description="Why; else how far the budget is."
    )
    note: str | None = Field(
        default=None, min_length=1, max_length=500, description="A sentence for the caller."
    )
    coach: bool | None = Field(
        default=None, description="Whether answers carry a tip on what would have cost less."
    )
    cap: Tier | None = Field(default=None, description="Never above this tier.")
    max_tokens: Annotated[int, Field(gt=0)] | None = Field(
        default=None, description="The most tokens that one answer may have."
    )
    reasoning_effort: Effort | None = Field(
        default=None, description="The most effort of models that reason."
    )
    slow_down: Annotated[int, Field(gt=0, le=100_000)] | None = Field(
        default=None, description="The most requests that a key may make in any minute."
    )
    require_approval: Approve | None = Field(
        default=None, description="Refuse until approved; says how to ask."
    )
    deny: str | None = Field(default=None, min_length=1, description="Refuse, with this message.")

    @field_validator("at")
    @classmethod
    def _is_a_share(cls, at: float | None) -> float | None:
        if at is not None and at > _MOST_SHARE:
            raise ValueError(f"is a share of the budget: write {at / 100:g} for {at:g} %")
        return at

    @model_validator(mode="after")
    def _says_something(self) -> "Step":
        if self.at is None and self.pace is None:
            raise ValueError("write at, pace or both: from when on the step holds")
        if all(getattr(self, name) is None for name in _EFFECTS):
            raise ValueError(f"write what happens: {listed(_EFFECTS)}")
        return self

    @property
    def priorities(self) -> tuple[Priority, ...]:
        """Those that it holds for, in their order."""
        return tuple(one for one in Priority if self.for_ is None or one in self.for_)

    @property
    def then(self) -> Then:
        """What happens, as the effects of a rule."""
        told = {name: getattr(self, name) for name in _EFFECTS if name != "note"}
        return Then(**told, guideline=self.note)

    def rule_id(self, budget: str) -> str:
        """Such as `company-at-75-low`."""
        parts = [budget]
        parts += ["at", _digits(self.at)] if self.at is not None else []
        parts += ["pace", _digits(self.pace)] if self.pace is not None else []
        everybody = len(self.priorities) == len(Priority)
        return "-".join([*parts, *([] if everybody else map(str, self.priorities))])

    def why(self, budget: str) -> str:
        """Its reason, else one that tells how far the budget is."""
        if self.reason is not None:
            return self.reason
        fast = f"{self.pace:g} times as fast as planned" if self.pace is not None else ""
        if self.at is None:
            return f"The budget '{budget}' is spent {fast}."
        used = f"{percent(self.at)} of the budget '{budget}' are used"
        return f"{used}, {fast}." if fast else f"{used}."

    def in_force(self, budget: str, kinds: Sequence[str]) -> StepInForce:
        """As a decision tells it, with those of its effects that hold."""
        effects = tuple(_words(name, getattr(self, name)) for name in _EFFECTS if name in kinds)
        return StepInForce(budget=budget, at=self.at, pace=self.pace, effects=effects)


def _digits(share: float) -> str:
    """A share in percent, as it may stand in an id: 0.755 is `75_5`."""
    return f"{share * 100:.6g}".replace(".", "_").replace("+", "")


def _words(name: str, value: object) -> str:
    plain = name in ("note", "coach", "require_approval", "deny")
    return name if plain else f"{name} {value}"
