"""Can a classifier tell today's prompts from yesterday's? If it cannot, nothing has moved.

The classifier two-sample test of Lopez-Paz and Oquab (Revisiting classifier two-sample tests, ICLR
2017): train a classifier to tell two samples apart and look at how well it does on prompts that it
has not seen. Here the classifier is a ridge discriminant, because its held-out scores are a fixed
matrix times the labels: a permutation test needs one matrix product and not a thousand trainings.
The p-value is therefore exact, as far as prompts are independent of each other; many requests of
one program are not, so a small p-value alone is no finding (`classifier.drift.judgement`).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["TwoSample", "tell_apart"]

FOLDS: Final = 5
PERMUTATIONS: Final = 499
MOST_ROWS: Final = 1_000
_RIDGE = 10.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TwoSample:
    """How well the samples can be told apart: 0.5 is a coin, 1 is always."""

    auc: float
    p_value: float


def tell_apart(before: NDArray[np.floating], now: NDArray[np.floating], *, seed: int) -> TwoSample:
    """Cross-validated area under the ROC curve, with the p-value of a permutation test."""
    random = np.random.default_rng(seed)
    before, now = _at_most(before, random), _at_most(now, random)
    rows = _coded(np.vstack([before, now]).astype(np.float64))
    is_now = np.repeat([0.0, 1.0], [len(before), len(now)])
    order = random.permutation(len(rows))
    smoother = _held_out(rows[order])
    is_now = is_now[order]
    shuffled = np.array([random.permutation(is_now) for _ in range(PERMUTATIONS)])
    labels = np.vstack([is_now, shuffled])
    areas = _areas(smoother @ labels.T, labels.T)
    as_great = int((areas[1:] >= areas[0]).sum())
    return TwoSample(auc=float(areas[0]), p_value=(1 + as_great) / (1 + PERMUTATIONS))


def _at_most(rows: NDArray[np.floating], random: np.random.Generator) -> NDArray[np.floating]:
    if len(rows) <= MOST_ROWS:
        return rows
    return rows[np.sort(random.choice(len(rows), MOST_ROWS, replace=False))]


def _coded(rows: Floats) -> Floats:
    """Each feature by its rank, and by how far its rank is from the middle.

    Ranks are taken over both samples together, so they know nothing of which row is whose. The
    second column lets a linear discriminant see that a feature has become more, or less, varied.
    """
    ranks = np.empty_like(rows)
    for column in range(rows.shape[1]):
        _, place, counts = np.unique(rows[:, column], return_inverse=True, return_counts=True)
        middle = np.cumsum(counts) - (counts + 1) / 2
        ranks[:, column] = middle[place] / len(rows)
    coded = np.hstack([ranks, np.abs(ranks - 0.5)])
    coded = coded[:, coded.std(axis=0) > 0]
    return np.asarray((coded - coded.mean(axis=0)) / coded.std(axis=0))


def _held_out(rows: Floats) -> Floats:
    """The matrix that makes held-out scores of labels; a row's own fold has no say in it."""
    size, width = rows.shape
    smoother = np.zeros((size, size))
    fold = np.arange(size) % FOLDS
    for number in range(FOLDS):
        test, train = fold == number, fold != number
        known = rows[train]
        mean = known.mean(axis=0)
        centred = known - mean
        gram = centred.T @ centred + _RIDGE * np.eye(width)
        weights = np.linalg.solve(gram, centred.T)  # of centred labels; their mean cancels below
        scores = (rows[test] - mean) @ weights
        smoother[np.ix_(test, train)] = scores - scores.mean(axis=1, keepdims=True)
    return smoother


def _areas(scores: Floats, labels: Floats) -> Floats:
    """The area under the ROC curve of each column: the mean over folds, each against itself."""
    fold = np.arange(len(scores)) % FOLDS
    areas = []
    for number in range(FOLDS):
        test = fold == number
        ranks = np.argsort(np.argsort(scores[test], axis=0, kind="stable"), axis=0) + 1
        own = labels[test]
        positives = own.sum(axis=0)
        pairs = np.maximum(positives * (len(own) - positives), 1)
        areas.append(((ranks * own).sum(axis=0) - positives * (positives + 1) / 2) / pairs)
    return np.asarray(np.mean(areas, axis=0))
