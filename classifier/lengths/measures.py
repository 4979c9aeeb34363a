"""How good are predicted lengths, beside a constant for each complexity?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from classifier.lengths.model import QUANTILES, Floats

__all__ = ["LengthScore", "pinball", "score_lengths"]


@dataclass(frozen=True, slots=True)
class LengthScore:
    """Figures of one way to predict lengths."""

    prompts: int
    median_log_error: float
    """The median of |log(predicted) - log(true)|: 0.69 is a factor of two."""
    pinball50: float
    pinball95: float
    coverage95: float
    coverage95_by_task: dict[str, float]

    def line(self, name: str) -> str:
        """A row of a Markdown table."""
        return (
            f"| {name} | {self.median_log_error:.3f} | {self.pinball50:.1f} "
            f"| {self.pinball95:.1f} | {self.coverage95:.3f} |"
        )


def pinball(truth: Floats, predicted: Floats, *, quantile: float) -> float:
    """The mean loss whose least value is the true quantile, in tokens."""
    missed = truth - predicted
    return float(np.maximum(quantile * missed, (quantile - 1) * missed).mean())


def score_lengths(truth: Floats, predicted: Floats, *, tasks: Sequence[str]) -> LengthScore:
    """Figures for predicted p50 and p95, in two columns of tokens."""
    median, high = predicted.T
    is_covered = truth <= high
    named = np.asarray(tasks)
    return LengthScore(
        prompts=len(truth),
        median_log_error=float(np.median(np.abs(np.log(median) - np.log(truth)))),
        pinball50=pinball(truth, median, quantile=QUANTILES[0]),
        pinball95=pinball(truth, high, quantile=QUANTILES[1]),
        coverage95=float(is_covered.mean()),
        coverage95_by_task={
            str(task): float(is_covered[named == task].mean()) for task in np.unique(named)
        },
    )
