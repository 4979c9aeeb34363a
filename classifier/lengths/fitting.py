"""How are lengths of answers learnt, so that their quantiles hold on prompts of other authors?

Two linear quantile regressions (Koenker & Bassett 1978) of the logarithm of the tokens, each moved
by what it misses on authors that it has not seen: conformalised quantile regression (Romano,
Patterson & Candès 2019), with cross-validation in place of one split (CV+, Barber et al. 2021).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.linear_model import QuantileRegressor
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from classifier.features import GROUPS
from classifier.features.reading import Reading
from classifier.heads import HEADS
from classifier.lengths.model import QUANTILES, Floats, Lengths
from classifier.lengths.row import ROW_NAMES, row_of

__all__ = ["LengthError", "LengthSamples", "fit_lengths", "held_out", "sample_lengths"]

PENALTY: Final = 0.01
FOLDS: Final = 4
LEAST_SAMPLES: Final = 100


class LengthError(ValueError):
    """Lengths cannot be learnt from what was given; the message says what is needed."""


@dataclass(frozen=True, slots=True)
class LengthSamples:
    """Prompts as rows of `ROW_NAMES`, the tokens of their answers, and who wrote each prompt."""

    rows: Floats
    tokens: Floats
    authors: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.rows)


def sample_lengths(
    readings: Sequence[Reading],
    logits: Mapping[str, NDArray[np.floating]],
    *,
    temperatures: Mapping[str, float],
    tokens: Sequence[int | None],
    authors: Sequence[str],
) -> LengthSamples:
    """Samples of the prompts whose answer's length is known.

    The logits must be those of heads that did not see a prompt, as in serving: on prompts that it
    has seen, a classifier is too sure of itself.
    """
    chances = {head: softmax(found / temperatures[head], axis=1) for head, found in logits.items()}
    known = [place for place, count in enumerate(tokens) if count is not None]
    rows = [
        row_of(
            readings[place].prompt,
            (value for group in GROUPS for value in group.row(readings[place])),
            probabilities=[chances[head][place].tolist() for head in HEADS],
        )
        for place in known
    ]
    return LengthSamples(
        rows=np.array(rows, np.float64).reshape(len(known), len(ROW_NAMES)),
        tokens=np.array([tokens[place] for place in known], np.float64),
        authors=np.array([authors[place] for place in known], dtype=np.str_),
    )


def fit_lengths(samples: LengthSamples) -> Lengths:
    """Learn both quantiles.

    Raises:
        LengthError: there are too few samples, or all are of one author.
    """
    if len(samples) < LEAST_SAMPLES:
        raise LengthError(
            f"{len(samples)} prompts have the length of their answer; {LEAST_SAMPLES} are needed. "
            "Give more of them the field 'answer_tokens'."
        )
    logarithms = np.log(np.maximum(samples.tokens, 1.0))
    fitted = [_pipeline(q).fit(samples.rows, logarithms) for q in QUANTILES]
    missed = logarithms[:, np.newaxis] - held_out(samples)
    shifts = [conformal(miss, quantile=q) for miss, q in zip(missed.T, QUANTILES, strict=True)]
    return _exported(fitted, shifts)


def held_out(samples: LengthSamples) -> Floats:
    """The logarithm of each quantile by pipelines that saw nothing of a prompt's author."""
    authors = len(np.unique(samples.authors))
    if authors < 2:
        raise LengthError("All prompts are of one author. Give prompts of at least two.")
    logarithms = np.log(np.maximum(samples.tokens, 1.0))
    found = np.zeros((len(samples), len(QUANTILES)))
    folds = GroupKFold(min(FOLDS, authors)).split(samples.rows, groups=samples.authors)
    for train, test in folds:
        for column, quantile in enumerate(QUANTILES):
            pipeline = _pipeline(quantile).fit(samples.rows[train], logarithms[train])
            found[test, column] = pipeline.predict(samples.rows[test])
    return found


def conformal(missed: Floats, *, quantile: float) -> float:
    """What to add so that so large a share of the misses is covered, also in a finite sample."""
    place = int(np.ceil((len(missed) + 1) * quantile)) - 1
    return float(np.sort(missed)[min(place, len(missed) - 1)])


def _pipeline(quantile: float) -> Pipeline:
    regression = QuantileRegressor(quantile=quantile, alpha=PENALTY, solver="highs")
    return Pipeline([("scale", StandardScaler()), ("regression", regression)])


def _exported(fitted: Iterable[Pipeline], shifts: Sequence[float]) -> Lengths:
    """The same as one table: scaling and shift are folded into weights and intercepts."""
    weights, intercepts = [], []
    for pipeline, shift in zip(fitted, shifts, strict=True):
        scaler, regression = pipeline["scale"], pipeline["regression"]
        scaled = regression.coef_ / scaler.scale_
        weights.append(scaled)
        intercepts.append(float(regression.intercept_) - float(scaled @ scaler.mean_) + shift)
    return Lengths(intercepts=np.array(intercepts), weights=np.array(weights))
