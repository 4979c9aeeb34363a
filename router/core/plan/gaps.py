"""Which facts does a policy ask for that were not recorded, so that its rules could not match?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from router.core.deployment import Kind
from router.core.facts import Facts
from router.core.policy import Policy
from router.core.rules.budget import BudgetIs

__all__ = ["Gap", "gaps_of"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that may be missing, and what follows where it is."""

    what: str
    consequence: str
    is_missing: Callable[[Facts], bool]

    def sentence(self, count: int) -> str:
        """What is missing how often, in words."""
        have = "decision has" if count == 1 else "decisions have"
        return f"{count:,} {have} no {self.what} recorded: {self.consequence}."


def gaps_of(policy: Policy) -> tuple[Gap, ...]:
    """The gaps that matter to this policy."""
    return tuple(_gaps(policy))


def _gaps(policy: Policy) -> Iterator[Gap]:
    if "language" in policy.asks:
        yield Gap("language", "conditions on it did not match", _has_no_language)
    if "difficulty" in policy.asks:
        text = "conditions on it did not match, and goals took what is usual of the complexity"
        yield Gap("difficulty", text, lambda facts: facts.assessment.difficulty is None)
    if any(isinstance(leaf, BudgetIs) for rule in policy.rules for leaf in rule.when.leaves()):
        text = "conditions on budgets that were not watched then did not match"
        yield Gap("state of each budget", text, lambda facts: _lacks_budgets(policy, facts))
    if "last_hour" in policy.asks:
        text = "conditions on it did not match"
        yield Gap("last hour of the key", text, lambda facts: facts.last_hour is None)
    if any(rule.then.canary for rule in policy.rules):
        yield Gap("lot", "they were drawn for no canary", lambda facts: not facts.lot)


def _has_no_language(facts: Facts) -> bool:
    return facts.request.language is None and facts.request.kind is Kind.CHAT


def _lacks_budgets(policy: Policy, facts: Facts) -> bool:
    known = {budget.id for budget in facts.budgets}
    return any(b.id not in known and b.covers(facts.caller) for b in policy.budgets)
