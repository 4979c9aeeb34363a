"""Which decisions differ most from what the prompt's length alone suggests?"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from router.cli.demo.outcome import Decided

__all__ = ["Surprise", "most_surprising"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprise:
    """A decision and how far tier and length lie apart in this run."""

    decided: Decided
    gap: float
    """Rank of its tier less rank of its length, each from 0 to 1; above 0: dearer than its
    length suggests."""


def most_surprising(decided: Sequence[Decided], count: int = 10) -> list[Surprise]:
    """The `count` decisions with the widest gap; equals keep their order."""
    lengths = _ranks([one.prompt.words for one in decided])
    tiers = _ranks([one.tier.rank for one in decided])
    found = [
        Surprise(decided=one, gap=tier - length)
        for one, length, tier in zip(decided, lengths, tiers, strict=True)
    ]
    return sorted(found, key=lambda surprise: -abs(surprise.gap))[:count]


def _ranks(values: Sequence[int]) -> list[float]:
    """For each value the share of values below it, equals counted by half."""
    ordered = sorted(values)
    return [
        (bisect_left(ordered, value) + bisect_right(ordered, value)) / (2 * len(ordered))
        for value in values
    ]
