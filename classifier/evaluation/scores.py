"""How did one head do on labelled prompts, and how far may each figure lie from the truth?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.datasets.schema import LabelledPrompt
from classifier.evaluation.metrics import (
    Bin,
    brier_score,
    calibration_error,
    confusion,
    coverage_curve,
    log_loss,
    macro_f1_of,
    reliability,
)
from classifier.heads import HEADS
from classifier.prediction import Prediction
from classifier.routing.intervals import ROUNDS, Interval, bootstrap

__all__ = ["COVERAGES", "BaselineScore", "HeadScore", "score_baseline", "score_head"]

COVERAGES: Final = tuple(round(share / 20, 2) for share in range(20, 0, -1))

Positions = NDArray[np.intp]
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BaselineScore:
    """How a baseline did on one head."""

    macro_f1: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class HeadScore:
    """How one head did on the test prompts. Intervals draw whole groups anew."""

    macro_f1: float
    interval: Interval
    accuracy: float
    accuracy_interval: Interval
    kept_accuracy: float
    calibration_error: float
    brier: float
    log_loss: float
    reliability: Sequence[Bin]
    coverage: Sequence[tuple[float, float]]
    confusion: NDArray[np.int64]


def score_head(
    head: str, test: Sequence[LabelledPrompt], *, predictions: Sequence[Prediction], seed: int
) -> HeadScore:
    """All figures of one head."""
    names = [str(label) for label in HEADS[head]]
    probabilities = np.array(
        [_row(getattr(said.probabilities, head), names) for said in predictions], np.float64
    )
    guesses = np.array([names.index(str(getattr(said, head))) for said in predictions], np.intp)
    truth = _truth(head, test)
    right = guesses == truth
    kept = np.array([not said.abstained for said in predictions], np.bool_)
    intervals = _intervals(truth, guesses, test=test, labels=len(names), seed=seed)
    return HeadScore(
        macro_f1=macro_f1_of(_counts(truth, guesses, labels=len(names))),
        interval=intervals["macro_f1"],
        accuracy=float(right.mean()),
        accuracy_interval=intervals["accuracy"],
        kept_accuracy=float(right[kept].mean()) if kept.any() else float("nan"),
        calibration_error=calibration_error(probabilities, is_right=right.tolist()),
        brier=brier_score(probabilities, truth),
        log_loss=log_loss(probabilities, truth),
        reliability=reliability(probabilities, is_right=right.tolist()),
        coverage=coverage_curve(
            probabilities.max(axis=1).tolist(), is_right=right.tolist(), coverages=COVERAGES
        ),
        confusion=confusion(
            [names[t] for t in truth], [names[guess] for guess in guesses], labels=names
        ),
    )


def score_baseline(
    head: str, test: Sequence[LabelledPrompt], *, guesses: Sequence[str], seed: int
) -> BaselineScore:
    """The figures that a baseline is compared by."""
    names = [str(label) for label in HEADS[head]]
    said = np.array([names.index(guess) for guess in guesses], np.intp)
    truth = _truth(head, test)
    intervals = _intervals(truth, said, test=test, labels=len(names), seed=seed)
    macro_f1 = macro_f1_of(_counts(truth, said, labels=len(names)))
    return BaselineScore(macro_f1, intervals["macro_f1"])


def _row(probabilities: Mapping[str, float], names: Sequence[str]) -> list[float]:
    return [probabilities[name] for name in names]


def _truth(head: str, test: Sequence[LabelledPrompt]) -> Positions:
    names = [str(label) for label in HEADS[head]]
    return np.array([names.index(str(prompt.labels[head])) for prompt in test], np.intp)


def _intervals(
    truth: Positions,
    guesses: Positions,
    *,
    test: Sequence[LabelledPrompt],
    labels: int,
    seed: int,
) -> dict[str, Interval]:
    """Prompts of one group are alike, so groups are drawn again and not prompts."""
    _, group_of = np.unique([prompt.group for prompt in test], return_inverse=True)
    right = (truth == guesses).astype(np.float64)
    figures: dict[str, Callable[[Weights], float]] = {
        "macro_f1": lambda weights: macro_f1_of(
            _counts(truth, guesses, labels=labels, weights=weights)
        ),
        "accuracy": lambda weights: float(weights @ right / weights.sum()),
    }
    groups = int(group_of.max()) + 1
    return {
        name: bootstrap(_by_prompt(figure, group_of), groups, seed=seed, rounds=ROUNDS)
        for name, figure in figures.items()
    }


def _by_prompt(
    figure: Callable[[Weights], float], group_of: Positions
) -> Callable[[Weights], float]:
    """The same figure, told how often each group counts instead of each prompt."""
    return lambda weights: figure(weights[group_of])


def _counts(
    truth: Positions, guesses: Positions, *, labels: int, weights: Weights | None = None
) -> NDArray[np.float64]:
    cells = np.bincount(truth * labels + guesses, weights, minlength=labels * labels)
    return cells.reshape(labels, labels).astype(np.float64)
