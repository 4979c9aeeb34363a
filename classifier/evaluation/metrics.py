"""Which numbers say how good predictions are?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["accuracy", "calibration_error", "confusion", "coverage_curve", "macro_f1"]

Probabilities = NDArray[np.floating]


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
    if not labels:
        return 0.0
    counts = confusion(truth, guesses, labels=labels)
    hits = counts.diagonal()
    sizes = counts.sum(axis=0) + counts.sum(axis=1)
    return float((2 * hits / np.maximum(sizes, 1)).mean())


def accuracy(truth: Sequence[str], guesses: Sequence[str]) -> float:
    """The share of guesses that are right."""
    if not truth:
        return 0.0
    return sum(t == g for t, g in zip(truth, guesses, strict=True)) / len(truth)


def calibration_error(
    probabilities: Probabilities, *, is_right: Sequence[bool], bins: int = 10
) -> float:
    """Expected calibration error: how far confidence is from accuracy, over equal-width bins."""
    confidence = probabilities.max(axis=1)
    right = np.asarray(is_right, np.float64)
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(float(confidence[which == b].sum() - right[which == b].sum())) for b in range(bins)]
    return sum(gaps) / len(right)


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
