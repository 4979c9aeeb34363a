"""Which steps of a ladder are gentler than one that holds before them, and so change nothing?"""

from collections.abc import Iterator
from itertools import permutations

from router.core.lint.finding import Code, Finding, Severity, Subject
from router.core.policy_budget import PolicyBudget
from router.core.step import Step
from router.core.strictness import TIGHTENING, strictness

__all__ = ["CODES", "check"]

GENTLER = Code("gentler-step", Severity.WARNING, "A step before it is stricter already.")
CODES = (GENTLER,)


def check(subject: Subject) -> Iterator[Finding]:
    """Findings at the effects of later steps."""
    for place, budget in enumerate(subject.policy.budgets):
        for kind in sorted(TIGHTENING):
            yield from _gentler(budget, kind, place=place)


def _gentler(budget: PolicyBudget, kind: str, *, place: int) -> Iterator[Finding]:
    told: set[int] = set()
    for (_, first), (number, later) in permutations(enumerate(budget.steps), 2):
        had, has = getattr(first, kind), getattr(later, kind)
        if had is None or has is None or number in told or not _holds_before(first, later):
            continue
        if strictness(kind, has) > strictness(kind, had):
            told.add(number)
            text = (
                f"The step {_named(later, budget)} is gentler than {_named(first, budget)}, which "
                f"holds wherever it does: its '{kind}' changes nothing. Make it stricter, or "
                "delete it."
            )
            yield Finding(GENTLER, ("budgets", place, "steps", number, kind), text)


def _holds_before(first: Step, later: Step) -> bool:
    """Whether the first holds wherever the later does."""
    return (
        (first.at or 0.0) <= (later.at or 0.0)
        and (first.pace or 0.0) <= (later.pace or 0.0)
        and set(later.priorities) <= set(first.priorities)
    )


def _named(step: Step, budget: PolicyBudget) -> str:
    return f"'{step.rule_id(budget.id)}'"
