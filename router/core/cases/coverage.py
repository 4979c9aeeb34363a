"""Which rules do the cases of a policy reach, and which of them make a difference there?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from router.core.cases.ruling import Ruling, ruling
from router.core.cases.variant import with_policy, with_rules
from router.core.facts import Facts
from router.core.routing import Rulebook

__all__ = ["RuleCoverage", "coverage", "covered_share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCoverage:
    """How one rule fared over all cases."""

    rule_id: str
    matched: int
    """Cases whose facts meet its conditions."""
    decisive: int
    """Those among them that would come out otherwise without the rule."""


def coverage(cases: Sequence[Facts], rulebook: Rulebook) -> tuple[RuleCoverage, ...]:
    """How each rule of the policy fared, in its order."""
    results = [ruling(facts, rulebook) for facts in cases]
    return tuple(
        _of_rule(place, cases, results=results, rulebook=rulebook)
        for place in range(len(rulebook.policy.rules))
    )


def covered_share(rules: Iterable[RuleCoverage]) -> float:
    """The share of rules that at least one case meets; all, where there are no rules."""
    found = list(rules)
    return sum(1 for rule in found if rule.matched) / len(found) if found else 1.0


def _of_rule(
    place: int, cases: Sequence[Facts], *, results: Sequence[Ruling], rulebook: Rulebook
) -> RuleCoverage:
    rules = rulebook.policy.rules
    rule = rules[place]
    met = [number for number, facts in enumerate(cases) if rule.matches(facts)]
    if not met:
        return RuleCoverage(rule_id=rule.id, matched=0, decisive=0)
    others = with_rules(rulebook.policy, [*rules[:place], *rules[place + 1 :]])
    without = with_policy(rulebook, others)
    decisive = sum(1 for n in met if not results[n].equals(ruling(cases[n], without)))
    return RuleCoverage(rule_id=rule.id, matched=len(met), decisive=decisive)
