"""Which ways of predicting outcomes are compared, from no skill at all to ours?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsRegressor

from classifier.routing.outcomes import Floats, Outcomes
from classifier.routing.quality import CostModel, QualityModel

__all__ = ["BASELINES", "METHODS", "OURS", "RIVALS", "Predicted", "Problem"]

# So many outcomes of the overall mean are mixed into each group's own.
GROUP_SHRINKAGE: Final = 10.0
OURS: Final = "tierwise"


@dataclass(frozen=True, slots=True)
class Problem:
    """What may be learnt from, and the prompts to predict for.

    `judged` is there for baselines that look at more than text; ours and its rivals do not.
    """

    train: Outcomes
    train_features: Floats
    judged: Outcomes
    features: Floats
    train_prior: Floats | None = None
    prior: Floats | None = None


@dataclass(frozen=True, slots=True)
class Predicted:
    """Expected score and cost for each prompt and model."""

    scores: Floats
    costs_usd: Floats


Method = Callable[[Problem], Predicted]


def _tierwise(problem: Problem) -> Predicted:
    train = problem.train
    model = QualityModel().fit(
        problem.train_features,
        train.scores,
        groups=train.groups,
        costs_usd=train.costs_usd if train.has_costs else None,
        prior=problem.train_prior,
    )
    scores = model.predict(problem.features, prior=problem.prior)
    if not train.has_costs:
        return Predicted(scores, np.full_like(scores, np.nan))
    return Predicted(scores, model.predict_costs(problem.features))


def _ridge(problem: Problem) -> Predicted:
    model = Ridge(3_000.0).fit(problem.train_features, problem.train.scores)
    return _at_predicted_cost(problem, model.predict(problem.features))


def _logistic(problem: Problem) -> Predicted:
    columns = [
        _share_good(problem.train_features, scores, features=problem.features)
        for scores in problem.train.scores.T
    ]
    return _at_predicted_cost(problem, np.stack(columns, axis=1))


def _share_good(train: Floats, scores: Floats, *, features: Floats) -> Floats:
    """Logistic regression for scores between nought and one: each row counts on both sides."""
    good = np.repeat([True, False], len(scores))
    weights = np.concatenate([scores, 1 - scores])
    used = weights > 0
    if len(set(good[used])) < 2:
        return np.full(len(features), float(scores.mean()))
    model = LogisticRegression(C=3e-4, max_iter=300)
    model.fit(np.vstack([train, train])[used], good[used], sample_weight=weights[used])
    return np.asarray(model.predict_proba(features)[:, 1], np.float64)


def _nearest(problem: Problem) -> Predicted:
    neighbours = min(100, max(1, len(problem.train) // 10))
    model = KNeighborsRegressor(neighbours, metric="cosine")
    model.fit(problem.train_features, problem.train.scores)
    return _at_predicted_cost(problem, model.predict(problem.features))


def _boosted(problem: Problem) -> Predicted:
    columns = []
    for scores in problem.train.scores.T:
        model = HistGradientBoostingRegressor(
            max_iter=60, learning_rate=0.05, max_leaf_nodes=6, l2_regularization=20, random_state=0
        )
        columns.append(model.fit(problem.train_features, scores).predict(problem.features))
    return _at_predicted_cost(problem, np.stack(columns, axis=1))


def _random(problem: Problem) -> Predicted:
    random = np.random.default_rng(0)
    return _at_mean_cost(problem, random.random(problem.judged.scores.shape))


def _length(problem: Problem) -> Predicted:
    train = np.log1p([[len(prompt)] for prompt in problem.train.prompts])
    judged = np.log1p([[len(prompt)] for prompt in problem.judged.prompts])
    if len(problem.train.models) == 2:
        # The protocol's baseline needs no label: the longer, the stronger.
        return _at_mean_cost(problem, judged * np.array([[0.0, 1.0]]))
    return _at_mean_cost(problem, Ridge(1.0).fit(train, problem.train.scores).predict(judged))


def _group_means(problem: Problem) -> Predicted:
    names, members = np.unique(np.array(problem.train.groups, dtype=object), return_inverse=True)
    place = {name: index for index, name in enumerate(names)}
    where = np.array([place.get(group, len(names)) for group in problem.judged.groups])

    def means(values: Floats) -> Floats:
        overall = np.nanmean(values, axis=0)
        filled = np.where(np.isnan(values), overall, values)
        counts = np.bincount(members, minlength=len(names))[:, np.newaxis]
        totals = np.zeros((len(names), values.shape[1]))
        np.add.at(totals, members, filled)
        shrunk = (totals + GROUP_SHRINKAGE * overall) / (counts + GROUP_SHRINKAGE)
        return np.asarray(np.vstack([shrunk, overall])[where], np.float64)

    scores = means(problem.train.scores)
    if not problem.train.has_costs:
        return Predicted(scores, np.full_like(scores, np.nan))
    return Predicted(scores, means(problem.train.costs_usd))


def _oracle(problem: Problem) -> Predicted:
    return Predicted(problem.judged.scores, problem.judged.costs_usd)


def _at_mean_cost(problem: Problem, scores: Floats) -> Predicted:
    if not problem.train.has_costs:
        return Predicted(scores, np.full_like(scores, np.nan))
    means = np.nanmean(problem.train.costs_usd, axis=0)
    return Predicted(scores, np.broadcast_to(means, scores.shape))


def _at_predicted_cost(problem: Problem, scores: Floats) -> Predicted:
    """Rivals get our regression of costs, so that only the prediction of quality differs."""
    if not problem.train.has_costs:
        return Predicted(scores, np.full_like(scores, np.nan))
    costs = CostModel().fit(problem.train_features, problem.train.costs_usd)
    return Predicted(scores, costs.predict(problem.features))


BASELINES: Final[Mapping[str, Method]] = {
    "random": _random,
    "prompt length": _length,
    "group means": _group_means,
    "oracle": _oracle,
}
RIVALS: Final[Mapping[str, Method]] = {
    "ridge": _ridge,
    "logistic regression": _logistic,
    "nearest neighbours": _nearest,
    "gradient boosting": _boosted,
}
METHODS: Final[Mapping[str, Method]] = {**BASELINES, **RIVALS, OURS: _tierwise}
