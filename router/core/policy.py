"""What does a policy say: ordered rules, and what each of them does when it matches?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from router.core.facts import Facts
from router.core.rules import When
from router.core.tier import Tier

__all__ = ["DEFAULT_RULE", "Directive", "Effect", "Policy", "Rule", "Then"]

DEFAULT_RULE = "default"
"""The id under which the policy's default appears in decisions."""

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
_Test = Callable[[Facts], bool]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Then(_Written):
    """What a rule does. The first matching rule wins for each kind of effect."""

    tier: Tier | None = Field(
        default=None, description="Use this tier when the caller asked for `auto`."
    )
    floor: Tier | None = Field(
        default=None, description="Never below this tier, whatever was asked for."
    )
    cap: Tier | None = Field(
        default=None, description="Never above this tier, whatever was asked for."
    )
    deny: str | None = Field(
        default=None, min_length=1, description="Refuse, with this message to the caller."
    )

    @model_validator(mode="after")
    def _does_something_possible(self) -> "Then":
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise ValueError("write at least one effect: tier, floor, cap or deny")
        if self.floor is not None and self.cap is not None and self.floor.rank > self.cap.rank:
            raise ValueError(f"floor {self.floor} is above cap {self.cap}")
        return self


class Rule(_Written):
    """When these conditions hold, then these effects apply."""

    id: Identifier
    reason: str = Field(min_length=1, description="Why the rule exists; shown to callers.")
    owner: str | None = Field(default=None, description="Who answers questions about the rule.")
    when: When
    then: Then

    @cached_property
    def tests(self) -> tuple[_Test, ...]:
        """The conditions as plain callables, resolved once: rules are tried for every request."""
        return tuple(condition.matches for condition in self.when.conditions())

    def matches(self, facts: Facts) -> bool:
        """Whether all conditions hold."""
        for test in self.tests:  # noqa: SIM110 - a generator costs more than the tests themselves
            if not test(facts):
                return False
        return True


class Default(_Written):
    """What applies where no rule sets a tier, above all when the classifier abstains."""

    tier: Tier = Tier.STANDARD
    reason: str = "No rule applies, or the classifier is unsure."


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect in force, and the rule that it comes from."""

    tier: Tier
    rule_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """All that a policy demands of one request."""

    use: Effect
    floor: Effect | None = None
    cap: Effect | None = None
    denied_by: Rule | None = None


class Policy(_Written):
    """Ordered rules over the facts of a request."""

    version: Literal[1] = Field(description="Version of the policy language.")
    name: Identifier
    description: str = ""
    default: Default = Default()
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Policy":
        seen: set[str] = {DEFAULT_RULE}
        for rule in self.rules:
            if rule.id in seen:
                raise ValueError(f"two rules have the id '{rule.id}'; ids must be unique")
            seen.add(rule.id)
        return self

    def directive(self, facts: Facts) -> Directive:
        """What applies to `facts`: for each kind of effect the first matching rule's."""
        matching = [rule for rule in self.rules if rule.matches(facts)]
        denied_by = next((rule for rule in matching if rule.then.deny is not None), None)
        default = Effect(self.default.tier, DEFAULT_RULE, self.default.reason)
        return Directive(
            use=_first(matching, "tier") or default,
            floor=_first(matching, "floor"),
            cap=_first(matching, "cap"),
            denied_by=denied_by,
        )


def _first(matching: list[Rule], kind: Literal["tier", "floor", "cap"]) -> Effect | None:
    for rule in matching:
        tier: Tier | None = getattr(rule.then, kind)
        if tier is not None:
            return Effect(tier, rule.id, rule.reason)
    return None
