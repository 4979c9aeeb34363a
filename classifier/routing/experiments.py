"""How well do the methods route, cross-validated or with few labels?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupKFold

from classifier.routing.methods import METHODS, Predicted, Problem
from classifier.routing.outcomes import Floats, Indices, Outcomes

__all__ = ["Experiment", "Progress", "Trial", "cross_validated", "few_labels"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """What each method predicted for prompts that it had not learnt from."""

    judged: Outcomes
    predicted: dict[str, Predicted]
    # Which fold each prompt was in: predictions of one model compare, of two only by rank.
    folds: Indices


@dataclass(frozen=True, slots=True)
class Experiment:
    """Outcomes with the features of their prompts and, where given, a difficulty known before."""

    outcomes: Outcomes
    features: Floats
    prior: Floats | None = None
    methods: Sequence[str] = tuple(METHODS)

    def trial(self, train: Indices, judged: Indices) -> Trial:
        """Learn from some rows and predict others."""
        problem = Problem(
            train=self.outcomes.rows(train),
            train_features=self.features[train],
            judged=self.outcomes.rows(judged),
            features=self.features[judged],
            train_prior=None if self.prior is None else self.prior[train],
            prior=None if self.prior is None else self.prior[judged],
        )
        predicted = {name: METHODS[name](problem) for name in self.methods}
        return Trial(problem.judged, predicted, folds=np.zeros(len(judged), np.intp))


def cross_validated(experiment: Experiment, *, folds: int, seed: int, on_step: Progress) -> Trial:
    """Predict every prompt once, by what was learnt without its fold; folds share no question."""
    questions = _question_numbers(experiment.outcomes.prompts)
    splits = GroupKFold(folds, shuffle=True, random_state=seed)
    order: list[Indices] = []
    trials: list[Trial] = []
    for train, judged in splits.split(experiment.features, groups=questions):
        trials.append(experiment.trial(train, judged))
        order.append(judged)
        on_step(f"fold {len(trials)} of {folds}")
    back = np.argsort(np.concatenate(order))
    predicted = {
        name: Predicted(
            scores=np.vstack([trial.predicted[name].scores for trial in trials])[back],
            costs_usd=np.vstack([trial.predicted[name].costs_usd for trial in trials])[back],
        )
        for name in experiment.methods
    }
    numbers = np.repeat(np.arange(folds), [len(rows) for rows in order])
    return Trial(experiment.outcomes, predicted, folds=numbers[back])


def few_labels(
    experiment: Experiment, *, labels: int, seeds: int, on_step: Progress
) -> Iterator[Trial]:
    """For each seed, learn from so many prompts drawn by chance and predict all others."""
    for seed in range(seeds):
        drawn = np.random.default_rng(seed).permutation(len(experiment.outcomes))
        yield experiment.trial(drawn[:labels], drawn[labels:])
        on_step(f"{labels} labels, seed {seed + 1} of {seeds}")


def _question_numbers(prompts: Sequence[str]) -> list[int]:
    """The same number for prompts that differ in case and space only."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(" ".join(p.lower().split()), len(numbers)) for p in prompts]
