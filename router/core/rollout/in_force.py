"""Which rulebook decides on a request while a canary runs?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from router.core.budget import Budget
from router.core.facts import Facts
from router.core.rollout.canary import CanaryPlan
from router.core.routing import Rulebook

__all__ = ["InForce"]

_DIFFICULTY = frozenset({"difficulty"})


@dataclass(frozen=True, kw_only=True)
class InForce:
    """All rulebooks of one moment, swapped as one: no request can see parts of two moments."""

    primary: Rulebook
    canary: Rulebook | None = None
    plan: CanaryPlan | None = None
    """Whose requests the canary decides."""
    shadow: Rulebook | None = None
    """Decides nothing: decisions are replayed under it."""

    def decides(self, facts: Facts) -> Rulebook:
        """The one rulebook of a request, from its start to its end."""
        canary, plan = self.canary, self.plan
        if canary is None or plan is None:
            return self.primary
        return canary if plan.draws(facts, version=canary.policy_version) else self.primary

    @property
    def rulebooks(self) -> Iterator[Rulebook]:
        """All of them, the primary first."""
        yield self.primary
        if self.canary is not None:
            yield self.canary
        if self.shadow is not None:
            yield self.shadow

    @cached_property
    def asks(self) -> frozenset[str]:
        """The facts that any of the policies needs and that are only found where asked for.

        Difficulty also where it tells what the abilities of the catalog's deployments are worth.
        """
        asked = frozenset().union(*(one.policy.asks for one in self.rulebooks))
        return asked | _DIFFICULTY if self.primary.catalog.has_abilities else asked

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """The budgets of all policies; of two with one id the one of the policy in force."""
        found: dict[str, Budget] = {}
        for rulebook in self.rulebooks:
            for budget in rulebook.policy.budgets:
                found.setdefault(budget.id, budget)
        return tuple(found.values())
