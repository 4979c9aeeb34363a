"""Which of two classifiers is right more often on the same prompts, beyond chance?

McNemar's test (Psychometrika 12, 1947) in its exact form looks only at prompts on which one is
right and the other wrong: where neither is better, each side is as likely. The interval of the
difference in macro-F1 is a bootstrap that draws whole groups, because variants of one prompt are
not independent of each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["SIGNIFICANT", "Score", "mcnemar", "score"]

SIGNIFICANT: Final = 0.05
ROUNDS: Final = 1_000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How two classifiers did on one head."""

    prompts: int
    accuracy: tuple[float, float]
    macro_f1: tuple[float, float]
    interval: tuple[float, float]
    """The central 95 % of the difference in macro-F1."""
    better: int
    """Prompts on which only the second is right."""
    worse: int
    """Prompts on which only the first is right."""
    p_value: float

    @property
    def verdict(self) -> str:
        """`better`, `worse`, or `no clear difference`."""
        is_sure = self.p_value < SIGNIFICANT and self.better != self.worse
        if self.interval[1] < 0 or (is_sure and self.worse > self.better):
            return "worse"
        if self.interval[0] > 0 or (is_sure and self.better > self.worse):
            return "better"
        return "no clear difference"


def mcnemar(better: int, worse: int) -> float:
    """The exact two-sided p-value."""
    total, fewer = better + worse, min(better, worse)
    tail = sum(comb(total, k) for k in range(fewer + 1))
    return min(1.0, 2 * tail / int(2**total))


def score(
    truth: Sequence[str],
    guesses: tuple[Sequence[str], Sequence[str]],
    *,
    groups: Sequence[str],
    seed: int = 0,
) -> Score:
    """Judge two classifiers' guesses by the truth."""
    right = [np.array([t == g for t, g in zip(truth, own, strict=True)]) for own in guesses]
    better = int((right[1] & ~right[0]).sum())
    worse = int((right[0] & ~right[1]).sum())
    names, place = np.unique(np.asarray(groups), return_inverse=True)
    random = np.random.default_rng(seed)
    even = np.full(len(names), 1 / len(names))
    drawn = random.multinomial(len(names), even, size=ROUNDS).astype(np.float64)
    weights = np.vstack([np.ones(len(names)), drawn])
    labels = sorted({*truth, *guesses[0], *guesses[1]})
    first, second = (_macro_f1(truth, own, labels=labels, place=place, weights=weights)
                     for own in guesses)  # fmt: skip
    low, high = np.quantile((second - first)[1:], [0.025, 0.975]).tolist()
    return Score(
        prompts=len(truth),
        accuracy=(float(right[0].mean()), float(right[1].mean())),
        macro_f1=(float(first[0]), float(second[0])),
        interval=(low, high),
        better=better,
        worse=worse,
        p_value=mcnemar(better, worse),
    )


def _macro_f1(
    truth: Sequence[str],
    guesses: Sequence[str],
    *,
    labels: Sequence[str],
    place: NDArray[np.intp],
    weights: Floats,
) -> Floats:
    """Macro-F1 for each row of weights of groups, over labels that occur there."""
    is_true = np.array([[label == one for label in labels] for one in truth], np.float64)
    is_guess = np.array([[label == one for label in labels] for one in guesses], np.float64)
    groups = weights.shape[1]

    def summed(rows: Floats) -> Floats:
        by_group = np.zeros((groups, len(labels)))
        np.add.at(by_group, place, rows)
        return weights @ by_group

    hits, sizes = summed(is_true * is_guess), summed(is_true) + summed(is_guess)
    f1 = 2 * hits / np.maximum(sizes, 1e-12)
    return np.asarray(f1.sum(axis=1) / np.maximum((sizes > 0).sum(axis=1), 1))
