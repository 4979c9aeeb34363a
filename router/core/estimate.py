"""What would a request cost, and what stands in its way? Decided, and not called."""

from dataclasses import dataclass, replace

from router.core.decision import RouteDecision
from router.core.directive import Effect
from router.core.effects import Demand
from router.core.errors import RouterError
from router.core.facts import Facts, OpenGrant
from router.core.routing import Rulebook, decide

__all__ = ["Estimate", "estimate"]

_AS_IF = "as-if-granted"
"""Stands for a grant that nobody gave: what needs approval is priced all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What would be decided, with its quote."""

    decision: RouteDecision | None
    """None where it would be refused."""
    demand: Effect[Demand] | None = None
    """The approval that it needs and that no grant gives; None where none is needed."""
    refusal: RouterError | None = None


def estimate(facts: Facts, rulebook: Rulebook) -> Estimate:
    """What `decide` says of the facts, with a quote also where approval is needed."""
    rules = tuple(rule.id for rule in rulebook.policy.rules)
    grants = (*facts.grants, OpenGrant(id=_AS_IF, rules=rules))
    try:
        made = decide(replace(facts, grants=grants), rulebook)
    except RouterError as refusal:
        return Estimate(decision=None, refusal=refusal)
    if made.grant_id != _AS_IF:
        return Estimate(decision=made)
    demand = rulebook.policy.directive(facts).require_approval
    return Estimate(decision=replace(made, grant_id=None), demand=demand)
