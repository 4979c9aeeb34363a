"""What would the shadowed policy have done with the decisions since it is shadowed?"""

from dataclasses import dataclass
from datetime import timedelta

from router.core.plan.report import Plan
from router.core.rollout.journal import rollout_of
from router.ports.clock import Clock
from router.ports.policies import Policies
from router.services.name_rulebook import NameRulebook
from router.services.plan_policy import PlanPolicy

__all__ = ["CompareShadow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareShadow:
    """Decisions are pure and their facts recorded, so comparing needs no second decision then."""

    policies: Policies
    rulebooks: NameRulebook
    plan: PlanPolicy
    clock: Clock

    def __call__(self) -> Plan | None:
        """The policy in force beside the shadow; None without a shadow, or without decisions."""
        shadow = rollout_of(self.policies.journal()).shadow
        if shadow is None:
            return None
        moment = timedelta(microseconds=1)  # the interval is half open: what is booked now counts
        since, until = shadow.since, self.clock.now() + moment
        if self.plan.history.last_versions(since, until) is None:
            return None
        old = self.rulebooks(None, catalog=None, since=since, until=until)
        new = self.rulebooks(shadow.version, catalog=None, since=since, until=until)
        return self.plan(old=old, new=new, since=since, until=until, sample=0)
