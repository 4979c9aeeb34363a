"""What does a policy say: ordered rules, and what they demand together of one request?"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from router.core.approval_routing import ApprovalRouting
from router.core.detection.settings import Detection
from router.core.directive import Directive, Effect
from router.core.effects import Balance, BestValue, CheapestSufficient, Goal, Then
from router.core.facts import Facts
from router.core.kept_text import is_drawn
from router.core.policy_budget import PolicyBudget
from router.core.rule_index import RuleIndex
from router.core.rules import When
from router.core.step import Step, StepInForce
from router.core.strictness import STRICTEST_HOLDS, TIGHTENING, stricter
from router.core.tier import Tier

__all__ = ["DEFAULT_RULE", "Default", "Policy", "Rule"]

DEFAULT_RULE = "default"
"""The id under which the policy's default appears in decisions."""

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
_PLAIN = (
    "floor",
    "cap",
    "region",
    "deny",
    "quarantine",
    "require_approval",
    "slow_down",
    "max_tokens",
    "reasoning_effort",
    "shadow",
    "stickiness",
    "prompt_cache",
    "coach",
    "reuse_answers",
    "reuse_similar",
    "failover",
    "timeouts",
    "hedge",
    "balance",
)
"""Kinds of effect of which the first matching rule's holds."""


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Written):
    """When these conditions hold, then these effects apply."""

    id: Identifier
    reason: str = Field(min_length=1, description="Why the rule exists; shown to callers.")
    owner: str | None = Field(
        default=None, description="Who answers questions about the rule; else the policy's owner."
    )
    locked: bool = Field(
        default=False, description="No rule of a file that extends this one comes before it."
    )
    when: When
    then: Then

    def matches(self, facts: Facts) -> bool:
        """Whether all conditions hold."""
        return self.when.matches(facts)

    @cached_property
    def plain(self) -> tuple[tuple[str, Effect[Any]], ...]:
        """Its effects of which the first wins, made once."""
        return tuple(
            (kind, Effect(value, self.id, self.reason))
            for kind in _PLAIN
            if (value := getattr(self.then, kind)) is not None
        )

    @cached_property
    def settling(self) -> tuple[tuple[str, Effect[Any]], ...]:
        """Of these, those of which none is stricter than another."""
        return tuple((kind, effect) for kind, effect in self.plain if kind not in TIGHTENING)

    @cached_property
    def goal(self) -> Effect[Goal] | None:
        """Its goal, as an effect."""
        return None if self.then.goal is None else Effect(self.then.goal, self.id, self.reason)

    @cached_property
    def has_more(self) -> bool:
        """Whether it has effects that add up, or that depend on a draw."""
        then = self.then
        return bool(then.canary or then.guideline or then.headers)


class Default(_Written):
    """What applies where no rule sets a goal, above all when the classifier abstains."""

    tier: Tier = Tier.STANDARD
    reason: str = "No rule applies, or the classifier is unsure."


class Policy(_Written):
    """Ordered rules over the facts of a request."""

    version: Literal[1] = Field(description="Version of the policy language.")
    name: Identifier
    description: str = ""
    owner: str | None = Field(default=None, description="Owner of all rules that name none.")
    default: Default = Default()
    budgets: tuple[PolicyBudget, ...] = Field(
        default=(), description="Budgets whose state the rules may ask for."
    )
    thrift: float = Field(
        default=1.0, ge=0, le=100, description="How strongly overspending makes cheap answers win."
    )
    approvals: ApprovalRouting = Field(
        default=ApprovalRouting(), description="Who approves what rules demand approval for."
    )
    detection: Detection = Field(
        default=Detection(), description="How anomalies are found, and whom they spare."
    )
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Policy":
        seen: set[str] = {DEFAULT_RULE}
        for rule in self.rules:
            if rule.id in seen:
                raise ValueError(f"two rules have the id '{rule.id}'; ids must be unique")
            seen.add(rule.id)
        names: set[str] = set()
        for budget in self.budgets:
            if budget.id in names:
                raise ValueError(f"two budgets have the id '{budget.id}'; ids must be unique")
            names.add(budget.id)
        return self

    @cached_property
    def asks(self) -> frozenset[str]:
        """The facts that its rules need and that are only found where somebody asks."""
        leaves = (leaf.asks for rule in self.rules for leaf in rule.when.leaves())
        goals = (rule.then.goal for rule in self.rules)
        by_quality = any(isinstance(goal, CheapestSufficient | BestValue) for goal in goals)
        by_speed = any(rule.then.balance is Balance.FASTEST for rule in self.rules)
        wanted = {"difficulty": by_quality, "latency": by_speed}
        return frozenset(
            [*filter(None, leaves), *(name for name, is_so in wanted.items() if is_so)]
        )

    @cached_property
    def steps(self) -> Mapping[str, tuple[str, Step]]:
        """By the id of its rule each step of a ladder, with the id of its budget."""
        return {
            step.rule_id(budget.id): (budget.id, step)
            for budget in self.budgets
            for step in budget.steps
        }

    @cached_property
    def index(self) -> RuleIndex[Rule]:
        """The rules, made ready for matching."""
        return RuleIndex(self.rules)

    @cached_property
    def fallback(self) -> Effect[Tier]:
        """The default, as an effect."""
        return Effect(self.default.tier, DEFAULT_RULE, self.default.reason)

    def directive(self, facts: Facts) -> Directive:
        """What applies to `facts`: for each kind of effect the first matching rule's.

        Of several demands for approval the strictest holds, for one that asks only above an amount
        must not hide one that asks always. Steps of ladders only tighten: where a rule and a step,
        or two steps, say something of one kind, the stricter holds.
        """
        found: dict[str, Any] = {}
        climbed: list[Rule] = []
        more: list[Rule] = []
        use: Effect[Goal] | None = None
        for rule in self.index.matching(facts):
            if use is None:
                use = rule.goal if rule.then.canary is None else _drawn(rule, facts)
            effects = rule.plain
            if rule.id in self.steps:
                climbed.append(rule)
                effects = rule.settling
            _take(found, effects)
            if rule.has_more:
                more.append(rule)
        if climbed:
            _tighten(found, climbed)
        directive = Directive(
            use=use or self.fallback,
            default=self.fallback,
            steps=self._in_force(climbed, found) if climbed else (),
            thrift=self.thrift,
            **found,
        )
        return _with_more(directive, more) if more else directive

    def _in_force(
        self, rules: list[Rule], found: Mapping[str, Effect[Any]]
    ) -> tuple[StepInForce, ...]:
        """The steps of which some effect holds."""
        told: list[StepInForce] = []
        for rule in rules:
            budget, step = self.steps[rule.id]
            kinds = [kind for kind, effect in rule.plain if found[kind] is effect]
            kinds += ["note"] if rule.then.guideline is not None else []
            if kinds:
                told.append(step.in_force(budget, kinds))
        return tuple(sorted(told, key=str))


def _take(found: dict[str, Any], effects: tuple[tuple[str, Effect[Any]], ...]) -> None:
    """Add the effects of the next rule that matches, as far as they hold."""
    for kind, effect in effects:
        if kind not in found:
            found[kind] = effect
        elif kind == STRICTEST_HOLDS:
            found[kind] = stricter(found[kind], effect, kind=kind)


def _tighten(found: dict[str, Any], steps: list[Rule]) -> None:
    """Put the stricter effects of steps in the place of others; a step is told before a rule."""
    tight: dict[str, Effect[Any]] = {}
    for rule in steps:
        for kind, effect in rule.plain:
            if kind in TIGHTENING:
                tight[kind] = stricter(tight.get(kind, effect), effect, kind=kind)
    for kind, effect in tight.items():
        found[kind] = stricter(effect, found.get(kind), kind=kind)


def _drawn(rule: Rule, facts: Facts) -> Effect[Goal] | None:
    """The goal of a rule with a canary: the canary's for those who are drawn."""
    canary = rule.then.canary
    if canary is None or not facts.lot or not is_drawn(facts.lot, canary.share, salt=rule.id):
        return rule.goal
    return Effect(canary.goal, rule.id, f"{rule.reason.rstrip('.')} (drawn for the canary).")


def _with_more(directive: Directive, rules: list[Rule]) -> Directive:
    """Add the effects that add up over all matching rules."""
    headers: dict[str, Effect[tuple[str, str]]] = {}
    for rule in rules:
        for name, value in (rule.then.headers or {}).items():
            headers.setdefault(name, Effect((name, value), rule.id, rule.reason))
    return replace(
        directive,
        guidelines=tuple(
            Effect(rule.then.guideline, rule.id, rule.reason)
            for rule in rules
            if rule.then.guideline is not None
        ),
        headers=tuple(headers.values()),
    )
