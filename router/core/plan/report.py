"""What does a plan find, in figures that can be shown and limited?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from router.core.plan.clusters import Estimate
from router.core.plan.comparison import Comparison
from router.core.plan.gaps import gaps_of
from router.core.plan.tally import Dimension, Group, Tally, grouped, transitions
from router.core.routing import Rulebook

__all__ = ["Plan"]

_HARDEST = 5
_LEAST_REQUESTS = 20
"""Fewer say nothing of a group."""
_HIT = (Dimension.TEAM, Dimension.PROJECT, Dimension.TASK)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Recorded decisions under an old and a new rulebook."""

    old: Rulebook
    new: Rulebook
    since: datetime
    until: datetime
    comparison: Comparison

    @cached_property
    def whole(self) -> Group:
        """All requests as one group."""
        nothing = Group(
            name="all", sums=Tally(), lower=0, higher=0, newly_refused=0, newly_served=0
        )
        return next(iter(grouped(self.comparison.cells)), nothing)

    def by(self, dimension: Dimension) -> Sequence[Group]:
        """The groups along a dimension, most requests first."""
        return grouped(self.comparison.cells, dimension)

    @cached_property
    def transitions(self) -> dict[tuple[str, str], int]:
        """How many requests go from which tier to which."""
        return transitions(self.comparison.cells)

    @cached_property
    def cost_nanos(self) -> Estimate:
        """What all requests together cost more, in nano-USD."""
        return self.comparison.clusters.cost_nanos()

    @cached_property
    def quality(self) -> Estimate:
        """How far the mean probability of a good answer moves, where both policies have one."""
        return self.comparison.clusters.quality().per_request()

    @cached_property
    def hardest(self) -> Sequence[tuple[Dimension, Group]]:
        """The groups that lose most: requests refused or in a lower tier, else quality.

        Teams, projects and kinds of work, never persons; groups of few requests are left out.
        """
        candidates = [
            (dimension, group)
            for dimension in _HIT
            for group in self.by(dimension)
            if group.sums.requests >= _LEAST_REQUESTS and _loses(group)
        ]
        ranked = sorted(candidates, key=lambda one: (*_loss(one[1]), one[0], one[1].name))
        return ranked[:_HARDEST]

    @cached_property
    def gaps(self) -> Sequence[str]:
        """What the new policy asks for and was not recorded, a sentence each."""
        missing = self.comparison.missing
        gaps = gaps_of(self.new.policy)
        return [gap.sentence(missing[gap.what]) for gap in gaps if missing[gap.what]]


def _loses(group: Group) -> bool:
    return group.worse > 0 or (group.quality or 0) < 0


def _loss(group: Group) -> tuple[float, float]:
    """The greatest loss sorts first."""
    return -group.worse, group.quality or 0.0
