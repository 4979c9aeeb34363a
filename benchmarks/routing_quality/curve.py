"""What do few labels bring, from the pretrained difficulty and from scratch?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from classifier.routing.experiments import Experiment, Trial, few_labels
from classifier.routing.frontier import Sweep
from classifier.routing.intervals import bootstrap
from classifier.routing.methods import OURS
from classifier.routing.pair_curve import PairCurve, weighted_apgr

__all__ = ["Point", "adaptation_curve"]


@dataclass(frozen=True, slots=True)
class Point:
    """The figure (APGR of a pair, AIQ of many models) after so many labels, one for each seed.

    Without any label there is one value, with its interval over the prompts, and no rival.
    """

    labels: int
    adapted: Sequence[float]
    from_scratch: Sequence[float]
    interval: tuple[float, float] | None = None

    def line(self) -> str:
        """One line of a Markdown table."""
        if not self.from_scratch:
            low, high = self.interval or (float("nan"), float("nan"))
            return f"| 0 | {self.adapted[0]:.3f} ({low:.3f} to {high:.3f}) | | | |"
        adapted, scratch = np.array(self.adapted), np.array(self.from_scratch)
        gains = adapted - scratch
        return (
            f"| {self.labels} | {adapted.mean():.3f} ± {adapted.std():.3f} "
            f"| {scratch.mean():.3f} ± {scratch.std():.3f} | {gains.mean():+.3f} "
            f"| {(gains > 0).sum()} of {len(gains)} |"
        )


def adaptation_curve(
    adapted: Experiment, *, sizes: Sequence[int], seeds: int, on_step: Callable[[str], None]
) -> list[Point]:
    """A point for each size that leaves at least a fifth of the prompts to judge."""
    ours = replace(adapted, methods=(OURS,))
    figure = _apgr if len(ours.outcomes.models) == 2 else _aiq
    points = [_without_labels(ours)] if len(ours.outcomes.models) == 2 else []
    for labels in sizes:
        if labels > 0.8 * len(ours.outcomes):
            continue
        values = [
            [figure(trial) for trial in few_labels(e, labels=labels, seeds=seeds, on_step=on_step)]
            for e in (ours, replace(ours, prior=None))
        ]
        points.append(Point(labels, adapted=values[0], from_scratch=values[1]))
    return points


def _without_labels(experiment: Experiment) -> Point:
    """The harder a prompt, the stronger the model: all that is known without abilities."""
    if experiment.prior is None:
        raise ValueError("Without labels there must be a pretrained difficulty.")
    weak, strong = experiment.outcomes.scores.T
    value = PairCurve.of(experiment.prior, weak=weak, strong=strong).apgr
    figure = weighted_apgr(experiment.prior, weak=weak, strong=strong)
    return Point(0, [value], (), interval=bootstrap(figure, len(weak), seed=0))


def _apgr(trial: Trial) -> float:
    scores = trial.predicted[OURS].scores
    weak, strong = trial.judged.scores.T
    return PairCurve.of(scores[:, 1] - scores[:, 0], weak=weak, strong=strong).apgr


def _aiq(trial: Trial) -> float:
    predicted, judged = trial.predicted[OURS], trial.judged
    sweep = Sweep.of(
        predicted.scores, predicted.costs_usd, scores=judged.scores, costs_usd=judged.costs_usd
    )
    return sweep.frontier(model_costs=judged.costs_usd.mean(axis=0)).aiq
