"""What do booked answers teach about lengths that estimates could not?

The ledger knows what was predicted and what came of it, and by which named features and
probabilities. From that a correction is learnt, drawn towards none; what a prompt says of the
length itself is not in the ledger, so its weights stay. Answers that were cut at a limit tell too
little and must be left out by the caller, as must several answers to one request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from sklearn.linear_model import QuantileRegressor
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from classifier.heads import HEADS
from classifier.lengths.asked import ASKED_NAMES
from classifier.lengths.fitting import LengthError, conformal
from classifier.lengths.model import QUANTILES, Floats, Lengths
from classifier.lengths.row import SMALL_NAMES

__all__ = ["LEAST_ANSWERS", "BookedAnswer", "learn_from_ledger"]

LEAST_ANSWERS: Final = 200
PENALTY: Final = 0.02
FOLDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedAnswer:
    """One answer: what was measured and predicted of its prompt, and its true length."""

    features: Mapping[str, float]
    probabilities: Mapping[str, Mapping[str, float]]
    p50: int
    p95: int
    output_tokens: int


def learn_from_ledger(rows: Sequence[BookedAnswer], *, start: Lengths) -> Lengths:
    """`start`, which made the predictions in `rows`, corrected by what really came.

    Raises:
        LengthError: there are too few rows, or they are of other features than this release's.
    """
    known = [row for row in rows if row.output_tokens > 0]
    if len(known) < LEAST_ANSWERS:
        raise LengthError(
            f"{len(known)} whole answers with a predicted length are booked; "
            f"{LEAST_ANSWERS} are needed. Wait for more traffic."
        )
    table = np.array([_numbers(row) for row in known])
    truth = np.log([row.output_tokens for row in known])
    predicted = np.log([[row.p50, row.p95] for row in known])
    weights, intercepts = start.weights.copy(), start.intercepts.copy()
    for place, quantile in enumerate(QUANTILES):
        added, shift = _correction(table, truth - predicted[:, place], quantile=quantile)
        weights[place, len(ASKED_NAMES) :] += added
        intercepts[place] += shift
    return Lengths(intercepts=intercepts, weights=weights)


def _numbers(row: BookedAnswer) -> list[float]:
    try:
        return [
            *(row.features[name] for name in SMALL_NAMES),
            *chain.from_iterable(
                (row.probabilities[head][label] for label in labels)
                for head, labels in HEADS.items()
            ),
        ]
    except KeyError as error:
        message = (
            f"A booked answer lacks {error}: another release classified its prompt. "
            "Take those of the classifier in force only."
        )
        raise LengthError(message) from error


def _correction(table: Floats, missed: Floats, *, quantile: float) -> tuple[Floats, float]:
    """Weights to add, and the shift under which the quantile holds on answers left out in turn."""
    left = np.zeros(len(table))
    for train, test in KFold(FOLDS, shuffle=True, random_state=0).split(table):
        left[test] = missed[test] - _pipeline(quantile).fit(table[train], missed[train]).predict(
            table[test]
        )
    fitted = _pipeline(quantile).fit(table, missed)
    scaler, regression = fitted["scale"], fitted["regression"]
    added = np.asarray(regression.coef_ / scaler.scale_, np.float64)
    shift = float(regression.intercept_) - float(added @ scaler.mean_)
    return added, shift + conformal(left, quantile=quantile)


def _pipeline(quantile: float) -> Pipeline:
    regression = QuantileRegressor(quantile=quantile, alpha=PENALTY, solver="highs")
    return Pipeline([("scale", StandardScaler()), ("regression", regression)])
