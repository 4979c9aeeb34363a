"""What quality does a router over many models buy at which cost (RouterBench's AIQ)?

A router is asked again and again with a growing price of money. Each answer is a point of mean cost
and mean quality; a router that tosses a coin between two points reaches all between them, so the
curve is the upper hull that never falls. AIQ is its mean height between the mean costs of the
cheapest and the dearest model.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from classifier.routing.outcomes import Floats

__all__ = ["PRICES", "Frontier", "Sweep", "hull"]

# Quality per mean cost: from "money hardly matters" to "only money matters".
PRICES = np.concatenate([[0.0], np.geomspace(1e-4, 1e3, 160)])


@dataclass(frozen=True, slots=True)
class Frontier:
    """The hull, and the two mean costs between which it is judged."""

    costs_usd: Floats
    quality: Floats
    range_usd: tuple[float, float]

    @property
    def aiq(self) -> float:
        """Average improvement in quality: the mean height of the hull over the range of costs."""
        low, high = self.range_usd
        inside = self.costs_usd[(self.costs_usd > low) & (self.costs_usd < high)]
        costs = np.concatenate([[low], inside, [high]])
        heights = np.interp(costs, self.costs_usd, self.quality)
        return float(np.trapezoid(heights, costs) / (high - low))

    def cost_of(self, quality: float) -> float:
        """The least mean cost that reaches a quality; NaN where none does."""
        if quality > self.quality[-1]:
            return float("nan")
        return float(np.interp(quality, self.quality, self.costs_usd))


@dataclass(frozen=True, slots=True)
class Sweep:
    """For each prompt (row) and price (column), what the chosen model scored and cost."""

    scores: Floats
    costs_usd: Floats

    @classmethod
    def of(cls, quality: Floats, costs: Floats, *, scores: Floats, costs_usd: Floats) -> Self:
        """Choose by predicted quality and cost; judge by the true scores and costs."""
        rows = np.arange(len(quality))
        unit = costs.mean()
        choices = [np.argmax(quality - price * costs / unit, axis=1) for price in PRICES]
        return cls(
            scores=np.stack([scores[rows, choice] for choice in choices], axis=1),
            costs_usd=np.stack([costs_usd[rows, choice] for choice in choices], axis=1),
        )

    @classmethod
    def of_single_models(cls, scores: Floats, *, costs_usd: Floats) -> Self:
        """No skill at all: each model alone; the hull mixes them by chance."""
        return cls(scores=scores, costs_usd=costs_usd)

    def frontier(self, *, model_costs: Floats, weights: Floats | None = None) -> Frontier:
        """The hull of the mean points; `weights` say how often each prompt counts."""
        costs, quality = (
            np.average(values, axis=0, weights=weights) for values in (self.costs_usd, self.scores)
        )
        costs, quality = hull(costs, quality)
        return Frontier(costs, quality, (float(model_costs.min()), float(model_costs.max())))


def hull(costs: Floats, quality: Floats) -> tuple[Floats, Floats]:
    """The points of the upper hull that never falls, by rising cost."""
    kept: list[tuple[float, float]] = []
    for index in np.lexsort((-quality, costs)):
        point = float(costs[index]), float(quality[index])
        if kept and point[1] <= kept[-1][1]:
            continue
        while len(kept) > 1 and _slope(kept[-2], kept[-1]) <= _slope(kept[-2], point):
            kept.pop()
        kept.append(point)
    return np.array([cost for cost, _ in kept]), np.array([height for _, height in kept])


def _slope(left: tuple[float, float], right: tuple[float, float]) -> float:
    run = right[0] - left[0]
    return (right[1] - left[1]) / run if run > 0 else float("inf")
