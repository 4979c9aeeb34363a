"""Which rule demands approval of a request, and what is the request expected to cost?"""

from dataclasses import dataclass, replace
from decimal import Decimal

from router.core.facts import Facts, OpenGrant
from router.core.routing import Rulebook, decide

__all__ = ["Demanded", "demanded_of", "rules_that_demand"]

_ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demanded:
    """What stands between a request and its answer."""

    rule_id: str
    estimate_usd: Decimal
    """What the request is expected to cost once it is approved."""


def demanded_of(facts: Facts, rulebook: Rulebook) -> Demanded | None:
    """What a request needs approval for, whatever grants it has; None where for nothing.

    It is decided as if everything were granted: so what it costs is what it will cost then.

    Raises:
        RouterError: approval would not help; it is refused all the same.
    """
    everything = OpenGrant(id=_ANY, rules=rules_that_demand(rulebook))
    decision = decide(replace(facts, grants=(everything,)), rulebook)
    demand = rulebook.policy.directive(facts).require_approval
    if decision.grant_id is None or demand is None:
        return None
    return Demanded(rule_id=demand.rule_id, estimate_usd=decision.quote.expected_usd)


def rules_that_demand(rulebook: Rulebook) -> tuple[str, ...]:
    """All rules of its policy that a grant can meet."""
    rules = rulebook.policy.rules
    return tuple(rule.id for rule in rules if rule.then.require_approval is not None)
