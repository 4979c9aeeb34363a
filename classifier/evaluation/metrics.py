"""Which numbers say how good predictions are?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Bin",
    "accuracy",
    "brier_score",
    "calibration_error",
    "confusion",
    "coverage_curve",
    "log_loss",
    "macro_f1",
    "macro_f1_of",
    "reliability",
    "share_interval",
]

Probabilities = NDArray[np.floating]
Counts = NDArray[np.int64] | NDArray[np.float64]

# A probability of zero for what is true would cost infinitely much.
LEAST_PROBABILITY = 1e-9


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of like confidence: how confident they are, and how many of them are right."""

    confidence: float
    accuracy: float
    prompts: int


def confusion(
    truth: Sequence[str], guesses: Sequence[str], *, labels: Sequence[str]
) -> NDArray[np.int64]:
    """How often each label (row) was taken for each label (column)."""
    position = {label: index for index, label in enumerate(labels)}
    counts = np.zeros((len(labels), len(labels)), np.int64)
    for true, guess in zip(truth, guesses, strict=True):
        counts[position[true], position[guess]] += 1
    return counts


def macro_f1(truth: Sequence[str], guesses: Sequence[str]) -> float:
    """The mean F1 over the labels that occur in the truth or among the guesses."""
    labels = sorted(set(truth) | set(guesses))
    return macro_f1_of(confusion(truth, guesses, labels=labels))


def macro_f1_of(counts: Counts) -> float:
    """The same, of a confusion matrix whose counts may be weighted."""
    sizes = counts.sum(axis=0) + counts.sum(axis=1)
    occurs = sizes > 0
    if not occurs.any():
        return 0.0
    return float((2 * counts.diagonal()[occurs] / sizes[occurs]).mean())


def accuracy(truth: Sequence[str], guesses: Sequence[str]) -> float:
    """The share of guesses that are right."""
    if not truth:
        return 0.0
    return sum(t == g for t, g in zip(truth, guesses, strict=True)) / len(truth)


def calibration_error(
    probabilities: Probabilities, *, is_right: Sequence[bool], bins: int = 10
) -> float:
    """Expected calibration error: how far confidence is from accuracy, over equal-width bins."""
    found = reliability(probabilities, is_right=is_right, bins=bins)
    return sum(abs(b.confidence - b.accuracy) * b.prompts for b in found) / len(is_right)


def reliability(
    probabilities: Probabilities, *, is_right: Sequence[bool], bins: int = 10
) -> list[Bin]:
    """The predictions by confidence, in bins of equal width; empty ones are left out."""
    confidence = probabilities.max(axis=1)
    right = np.asarray(is_right, np.float64)
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    members = [which == number for number in range(bins)]
    return [
        Bin(float(confidence[chosen].mean()), float(right[chosen].mean()), int(chosen.sum()))
        for chosen in members
        if chosen.any()
    ]


def brier_score(probabilities: Probabilities, truth: NDArray[np.intp]) -> float:
    """The mean squared distance of the probabilities from the truth, 0 to 2."""
    target = np.eye(probabilities.shape[1])[truth]
    return float(((probabilities - target) ** 2).sum(axis=1).mean())


def log_loss(probabilities: Probabilities, truth: NDArray[np.intp]) -> float:
    """How surprising the truth is on average, in nats."""
    given = probabilities[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(given, LEAST_PROBABILITY)).mean())


def share_interval(hits: float, of: int, *, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share, honest for small numbers too."""
    if of == 0:
        return 0.0, 1.0
    share, spread = hits / of, z * z / of
    centre = (share + spread / 2) / (1 + spread)
    half = z * float(np.sqrt(share * (1 - share) / of + spread / (4 * of))) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def coverage_curve(
    confidence: Sequence[float], *, is_right: Sequence[bool], coverages: Sequence[float]
) -> list[tuple[float, float]]:
    """For each share of the most confident predictions, how many of them are right."""
    order = np.argsort(-np.asarray(confidence), kind="stable")
    right = np.asarray(is_right, np.float64)[order]
    sizes = [max(1, round(share * len(right))) for share in coverages]
    return [
        (share, float(right[:size].mean())) for share, size in zip(coverages, sizes, strict=True)
    ]
