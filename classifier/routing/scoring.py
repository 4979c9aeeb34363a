"""Which figures sum up what a method predicted, and how sure are they?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import rankdata

from classifier.routing.experiments import Trial
from classifier.routing.frontier import Frontier, Sweep
from classifier.routing.intervals import Interval, bootstrap
from classifier.routing.methods import Predicted
from classifier.routing.outcomes import Floats, Indices, Outcomes
from classifier.routing.pair_curve import PairCurve, weighted_apgr

__all__ = [
    "NO_SKILL",
    "QUALITY_SHARE",
    "FrontierFigures",
    "PairFigures",
    "score_many",
    "score_pair",
]

NO_SKILL = "no skill"
# "Nearly as good as the best single model" is this share of its mean score.
QUALITY_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class PairFigures:
    """RouteLLM's figures of one method; the curve is what a plot shows."""

    method: str
    apgr: float
    apgr_interval: Interval
    apgr_deviation: float
    auc: float
    cpt20: float
    cpt50: float
    cpt80: float
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class FrontierFigures:
    """RouterBench's figures of one method; costs are shares of the best single model's."""

    method: str
    aiq: float
    aiq_interval: Interval
    cost_share: float
    cost_share_interval: Interval
    curve: tuple[tuple[float, float], ...]


def score_pair(trials: Sequence[Trial], *, seed: int = 0) -> list[PairFigures]:
    """Figures for outcomes of two models, weak before strong; the mean over several trials."""
    return [_pair_figures(name, trials, seed=seed) for name in trials[0].predicted]


def _pair_figures(name: str, trials: Sequence[Trial], *, seed: int) -> PairFigures:
    curves, drawn = [], []
    for number, trial in enumerate(trials):
        weak, strong = trial.judged.scores.T
        scores = _wish_for_strong(trial.predicted[name], trial.folds)
        curves.append(PairCurve.of(scores, weak=weak, strong=strong))
        figure = weighted_apgr(scores, weak=weak, strong=strong)
        drawn.append(bootstrap(figure, len(weak), seed=seed + number))
    apgrs = [curve.apgr for curve in curves]
    return PairFigures(
        method=name,
        apgr=float(np.mean(apgrs)),
        apgr_interval=_spread(apgrs, drawn) if len(trials) > 1 else drawn[0],
        apgr_deviation=float(np.std(apgrs)),
        auc=float(np.mean([curve.auc for curve in curves])),
        cpt20=float(np.mean([curve.cpt(0.2) for curve in curves])),
        cpt50=float(np.mean([curve.cpt(0.5) for curve in curves])),
        cpt80=float(np.mean([curve.cpt(0.8) for curve in curves])),
        curve=_thinned(curves[0].shares, curves[0].quality),
    )


def score_many(trials: Sequence[Trial], *, seed: int = 0) -> list[FrontierFigures]:
    """Figures for outcomes of several models with costs; the mean over several trials."""
    scored = [_score_many(trial, seed=seed + number) for number, trial in enumerate(trials)]
    return [_mean_of(rows) for rows in zip(*scored, strict=True)]


def _mean_of(rows: Sequence[FrontierFigures]) -> FrontierFigures:
    """One trial's curve, the mean of all figures; intervals hold what lies between trials too."""
    if len(rows) == 1:
        return rows[0]
    return replace(
        rows[0],
        aiq=float(np.mean([row.aiq for row in rows])),
        aiq_interval=_spread([row.aiq for row in rows], [row.aiq_interval for row in rows]),
        cost_share=float(np.mean([row.cost_share for row in rows])),
        cost_share_interval=_spread(
            [row.cost_share for row in rows], [row.cost_share_interval for row in rows]
        ),
    )


def _spread(values: Sequence[float], intervals: Sequence[Interval]) -> Interval:
    """Half the mean width within a trial, and the deviation between trials, add as squares."""
    within = float(np.mean([(high - low) / 2 for low, high in intervals]))
    half = float(np.hypot(within, 1.96 * np.std(values)))
    mean = float(np.mean(values))
    return mean - half, mean + half


def _score_many(trial: Trial, *, seed: int) -> list[FrontierFigures]:
    """Figures of one trial, no skill at all first."""
    judged = trial.judged
    none = Sweep.of_single_models(judged.scores, costs_usd=judged.costs_usd)
    sweeps = {NO_SKILL: none} | {
        name: Sweep.of(
            predicted.scores,
            predicted.costs_usd,
            scores=judged.scores,
            costs_usd=judged.costs_usd,
        )
        for name, predicted in trial.predicted.items()
    }
    return [_frontier_figures(name, sweeps[name], judged=judged, seed=seed) for name in sweeps]


def _frontier_figures(name: str, sweep: Sweep, *, judged: Outcomes, seed: int) -> FrontierFigures:
    def frontier(weights: Floats | None) -> tuple[Frontier, float]:
        costs, quality = (
            np.average(values, axis=0, weights=weights)
            for values in (judged.costs_usd, judged.scores)
        )
        best = int(quality.argmax())
        found = sweep.frontier(model_costs=costs, weights=weights)
        return found, found.cost_of(QUALITY_SHARE * quality[best]) / float(costs[best])

    whole, share = frontier(None)
    size = len(judged)
    return FrontierFigures(
        method=name,
        aiq=whole.aiq,
        aiq_interval=bootstrap(lambda w: frontier(w)[0].aiq, size, seed=seed, rounds=200),
        cost_share=share,
        cost_share_interval=bootstrap(lambda w: frontier(w)[1], size, seed=seed, rounds=200),
        curve=_thinned(whole.costs_usd, whole.quality),
    )


def _wish_for_strong(predicted: Predicted, folds: Indices) -> Floats:
    """Expected gain as its rank within the fold: each fold's model sets its own threshold."""
    gains = predicted.scores[:, 1] - predicted.scores[:, 0]
    wishes = np.zeros(len(gains))
    for fold in np.unique(folds):
        inside = folds == fold
        wishes[inside] = (rankdata(gains[inside]) - 0.5) / inside.sum()
    return wishes


def _thinned(x: Floats, y: Floats, *, points: int = 100) -> tuple[tuple[float, float], ...]:
    pairs = list(zip(x, y, strict=True))
    step = max(1, len(pairs) // points)
    kept = pairs[::step]
    if kept[-1] != pairs[-1]:
        kept.append(pairs[-1])
    return tuple((float(left), float(right)) for left, right in kept)
