"""Which rules is a ladder? Each step is one, and the strictest comes first."""

from collections.abc import Iterable, Mapping

from classifier.labels import Priority
from router.core.policy import Rule
from router.core.policy_budget import PolicyBudget
from router.core.rules import When
from router.core.step import Step
from router.core.strictness import tightness

__all__ = ["conditions_of", "rule_of", "strictest_first"]


def rule_of(step: Step, budget: PolicyBudget, *, owner: str | None) -> Rule:
    """One step as a rule."""
    return Rule(
        id=step.rule_id(budget.id),
        reason=step.why(budget.id),
        owner=owner,
        when=conditions_of(step, budget),
        then=step.then,
    )


def conditions_of(step: Step, budget: PolicyBudget) -> When:
    """When a step holds: where the classifier is unsure, the priority counts as normal."""
    pressure: dict[str, object] = {"id": budget.id}
    if step.at is not None:
        pressure["share_used"] = {"at_least": step.at}
    if step.pace is not None:
        pressure["pace"] = {"at_least": step.pace}
    written: dict[str, object] = {"budget": pressure}
    apart: list[object] = [] if budget.spare is None else [budget.spare]
    others = [one for one in Priority if one not in step.priorities]
    if others and Priority.NORMAL in step.priorities:
        apart.append({"priority": others})
    elif others:
        written["priority"] = list(step.priorities)
    return When.model_validate({**written, **({"not": apart} if apart else {})})


def strictest_first(rules: Iterable[Rule], steps: Mapping[str, Step]) -> list[Rule]:
    """The rules of all ladders in their order; of equals the one of the later step is first."""

    def place(rule: Rule) -> tuple[float, ...]:
        step = steps[rule.id]
        return (*tightness(rule.then), -(step.at or 0.0), -(step.pace or 0.0))

    return sorted(rules, key=place)
