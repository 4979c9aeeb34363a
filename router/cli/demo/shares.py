"""Which tier answered how much of each task?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from router.cli.demo.outcome import Decided
from router.core.tier import TIERS, Tier

__all__ = ["TierShares", "shares_by_task", "total_shares"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierShares:
    """How many prompts of a task each tier answered."""

    task: str
    prompts: int
    by_tier: Mapping[Tier, int]
    abstained: int
    """For how many of them the classifier was too unsure."""

    def share(self, tier: Tier) -> float:
        """The part that `tier` answered, from 0 to 1."""
        return self.by_tier[tier] / self.prompts if self.prompts else 0.0


def shares_by_task(decided: Iterable[Decided]) -> list[TierShares]:
    """One row a task, the most frequent first."""
    grouped: defaultdict[str, list[Decided]] = defaultdict(list)
    for one in decided:
        grouped[one.task].append(one)
    rows = [total_shares(group, task=task) for task, group in grouped.items()]
    return sorted(rows, key=lambda row: (-row.prompts, row.task))


def total_shares(decided: Iterable[Decided], *, task: str = "all") -> TierShares:
    """All prompts as one row."""
    group = list(decided)
    counts = Counter(one.tier for one in group)
    return TierShares(
        task=task,
        prompts=len(group),
        by_tier={tier: counts[tier] for tier in TIERS},
        abstained=sum(one.is_abstained for one in group),
    )
