"""How much of the strong model's quality does a share of its calls buy (RouteLLM's protocol)?

Prompts are sent to the strong model in order of a router's score. Performance gap recovered (PGR)
is where the mean quality then lies between the weak model (0) and the strong one (1). Every
possible threshold counts, where RouteLLM takes ten; prompts of equal score go in random order, of
which the mean is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from classifier.routing.outcomes import Floats

__all__ = ["PairCurve", "weighted_apgr"]


@dataclass(frozen=True, slots=True)
class PairCurve:
    """Mean quality after each call to the strong model, at equal steps of the share."""

    quality: Floats

    @classmethod
    def of(cls, scores: Floats, *, weak: Floats, strong: Floats) -> Self:
        """Follow the order of `scores`: the highest is sent to the strong model first."""
        _, place, sizes = np.unique(-scores, return_inverse=True, return_counts=True)
        gains = (np.bincount(place, strong - weak) / sizes)[place]
        ordered = gains[np.argsort(-scores, kind="stable")]
        steps = np.concatenate([[0.0], np.cumsum(ordered)])
        return cls(weak.mean() + steps / len(scores))

    @property
    def shares(self) -> Floats:
        """The share of calls to the strong model at each step."""
        return np.linspace(0, 1, len(self.quality))

    @property
    def recovered(self) -> Floats:
        """The share of the gap between the two models that is recovered at each step."""
        weak, strong = self.quality[0], self.quality[-1]
        return np.asarray((self.quality - weak) / (strong - weak), np.float64)

    @property
    def auc(self) -> float:
        """Mean quality over all shares of strong calls."""
        return float(np.trapezoid(self.quality, self.shares))

    @property
    def apgr(self) -> float:
        """Average performance gap recovered: 0.5 is chance."""
        return float(np.trapezoid(self.recovered, self.shares))

    def cpt(self, recovered: float) -> float:
        """The least share of strong calls that recovers so much of the gap."""
        reached = np.maximum.accumulate(self.recovered)
        step = int(np.argmax(reached >= recovered - 1e-12))
        if step == 0:
            return 0.0
        before, after = reached[step - 1], reached[step]
        within = (recovered - before) / (after - before) if after > before else 1.0
        return float(self.shares[step - 1] + within * (self.shares[step] - self.shares[step - 1]))


def weighted_apgr(scores: Floats, *, weak: Floats, strong: Floats) -> Callable[[Floats], float]:
    """APGR as a function of how often each prompt counts; ties are broken once, by chance."""
    jitter = np.random.default_rng(0).random(len(scores))
    order = np.lexsort((jitter, -scores))
    gains = (strong - weak)[order]

    def figure(weights: Floats) -> float:
        counts = weights[order]
        shares = np.concatenate([[0.0], np.cumsum(counts)])
        gained = np.concatenate([[0.0], np.cumsum(counts * gains)])
        if gained[-1] == 0:
            return float("nan")
        return float(np.trapezoid(gained, shares) / (gained[-1] * shares[-1]))

    return figure
