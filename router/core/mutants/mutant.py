"""Which policies differ from a policy by one change of one rule?"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from typing_extensions import override

from router.core.cases.variant import with_rules
from router.core.effects import BestValue
from router.core.mutants.conditions import other_conditions
from router.core.mutants.effects import other_effects
from router.core.mutants.steps import neighbours, numbers_next_to
from router.core.policy import DEFAULT_RULE, Policy, Rule

__all__ = ["Mutant", "is_swap", "mutants"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A policy with one change."""

    rule_id: str
    """The rule that was changed; `default` for what stands beside the rules."""
    change: str
    """In words."""
    policy: Policy
    place: int | None
    """Of the changed rule in the original; None where no rule was changed."""
    changed: Rule | None = None
    """What stands there in place of it; None where it was left out or moved."""

    @override
    def __str__(self) -> str:
        return f"{self.rule_id}: {self.change}"


def mutants(policy: Policy) -> Iterator[Mutant]:
    """All single changes, in the order of the rules; no two of them are the same policy."""
    rules = policy.rules
    for place, rule in enumerate(rules):
        yield _mutant(policy, place, change="left out", rules=[*rules[:place], *rules[place + 1 :]])
        if place + 1 < len(rules):
            swapped = [*rules[:place], rules[place + 1], rule, *rules[place + 2 :]]
            yield _mutant(policy, place, change=f"after {rules[place + 1].id}", rules=swapped)
        for change, changed in _others(rule):
            replaced = [*rules[:place], changed, *rules[place + 1 :]]
            yield _mutant(policy, place, change=change, rules=replaced, changed=changed)
    yield from _beside(policy)


def is_swap(mutant: Mutant, policy: Policy) -> bool:
    """Whether a rule was swapped with the next one."""
    is_whole = len(mutant.policy.rules) == len(policy.rules)
    return mutant.place is not None and mutant.changed is None and is_whole


def _others(rule: Rule) -> Iterator[tuple[str, Rule]]:
    seen: list[Rule] = [rule]
    fields = {name: getattr(rule, name) for name in Rule.model_fields}
    changes = [("when", other_conditions(rule.when)), ("then", other_effects(rule.then))]
    for part, others in changes:
        for words, other in others:
            changed = Rule.model_validate({**fields, part: other})
            if changed not in seen:
                seen.append(changed)
                yield words, changed


def _beside(policy: Policy) -> Iterator[Mutant]:
    """Changes of the default, and of the strength of the shadow price where it matters."""
    for tier in neighbours(policy.default.tier):
        default = policy.default.model_copy(update={"tier": tier})
        yield Mutant(
            rule_id=DEFAULT_RULE,
            change=f"tier {policy.default.tier} to {tier}",
            policy=with_rules(policy, policy.rules, default=default),
            place=None,
        )
    if any(isinstance(rule.then.goal, BestValue) for rule in policy.rules):
        for thrift in numbers_next_to("thrift", policy.thrift):
            try:
                changed = with_rules(policy, policy.rules, thrift=thrift)
            except ValidationError:
                continue
            change = f"thrift {policy.thrift:g} to {thrift:g}"
            yield Mutant(rule_id=DEFAULT_RULE, change=change, policy=changed, place=None)


def _mutant(
    policy: Policy,
    place: int,
    *,
    change: str,
    rules: list[Rule],
    changed: Rule | None = None,
) -> Mutant:
    return Mutant(
        rule_id=policy.rules[place].id,
        change=change,
        policy=with_rules(policy, rules),
        place=place,
        changed=changed,
    )
