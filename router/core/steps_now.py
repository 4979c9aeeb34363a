"""Which steps of ladders hold for a caller now, for requests of which priority?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from classifier.labels import Priority
from router.core.facts import Facts
from router.core.policy import Policy
from router.core.step import StepInForce

__all__ = ["StepNow", "steps_now"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepNow:
    """A step, and the priorities of requests that it holds for."""

    step: StepInForce
    priorities: tuple[Priority, ...]


def steps_now(policy: Policy, facts: Facts) -> Sequence[StepNow]:
    """What the policy says of an ordinary request of each priority, everything else being equal."""
    found: dict[StepInForce, list[Priority]] = {}
    for priority in Priority:
        said = replace(facts.assessment, priority=priority, is_abstained=False)
        for step in policy.directive(replace(facts, assessment=said)).steps:
            found.setdefault(step, []).append(priority)
    return [StepNow(step=step, priorities=tuple(which)) for step, which in found.items()]
