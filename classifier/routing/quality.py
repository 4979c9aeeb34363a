"""How good and how dear will each model's answer to a prompt be?"""

from collections.abc import Sequence
from typing import Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.linear_model import Ridge

from classifier.routing.outcomes import Floats
from classifier.routing.response import ItemResponse
from classifier.routing.topics import GroupTopics

__all__ = ["CostModel", "QualityModel"]

# A call that cost nothing would have no logarithm.
LEAST_USD = 1e-9
COST_PENALTY = 30.0


class QualityModel(BaseEstimator):  # type: ignore[misc]
    """Item response theory over features and recognised task groups, and a regression of costs.

    `prior_weight` says how readily outcomes revise how much a difficulty known beforehand counts.
    """

    def __init__(
        self,
        shared_penalty: float = 3_000.0,
        *,
        own_penalty: float = 3_000.0,
        group_weight: float = 20.0,
        prior_weight: float = 10.0,
    ) -> None:
        self.shared_penalty = shared_penalty
        self.own_penalty = own_penalty
        self.group_weight = group_weight
        self.prior_weight = prior_weight

    def fit(
        self,
        features: Floats,
        scores: Floats,
        *,
        groups: Sequence[str] | None = None,
        costs_usd: Floats | None = None,
        prior: Floats | None = None,
    ) -> Self:
        """Learn from outcomes; `prior` is each prompt's difficulty as known beforehand."""
        named = groups if groups is not None else [""] * len(features)
        self.topics_ = GroupTopics(weight=self.group_weight)
        rows = np.hstack([features, self.topics_.fit_transform(features, named)])
        self.response_ = ItemResponse(self.shared_penalty, own_penalty=self.own_penalty)
        self.response_.fit(self._with_prior(rows, prior), scores, offsets=_offsets(prior))
        self.costs_ = None if costs_usd is None else CostModel().fit(rows, costs_usd)
        return self

    def predict(self, features: Floats, *, prior: Floats | None = None) -> Floats:
        """The probability of a good answer, for each prompt and model."""
        rows = self._with_prior(self._rows(features), prior)
        return self.response_.predict(rows, offsets=_offsets(prior))

    def predict_costs(self, features: Floats) -> Floats:
        """The expected cost in USD, for each prompt and model."""
        if self.costs_ is None:
            raise ValueError("This model was fitted without costs. Give `costs_usd` to `fit`.")
        return self.costs_.predict(self._rows(features))

    def add_model(self, features: Floats, scores: Floats, *, prior: Floats | None = None) -> Self:
        """Enter one more model by its scores on a few prompts."""
        rows = self._with_prior(self._rows(features), prior)
        self.response_.add_model(rows, scores, offsets=_offsets(prior))
        return self

    def _rows(self, features: Floats) -> Floats:
        return np.hstack([features, self.topics_.transform(features)])

    def _with_prior(self, rows: Floats, prior: Floats | None) -> Floats:
        if prior is None:
            return rows
        return np.hstack([rows, self.prior_weight * prior[:, np.newaxis]])


class CostModel:
    """Cost as a product of factors: a regression of its logarithm."""

    def fit(self, rows: Floats, costs_usd: Floats) -> Self:
        """Learn from the prompts whose costs are all known."""
        is_known = ~np.isnan(costs_usd).any(axis=1)
        targets = np.log(np.maximum(costs_usd[is_known], LEAST_USD))
        self._model = Ridge(COST_PENALTY).fit(rows[is_known], targets)
        return self

    def predict(self, rows: Floats) -> Floats:
        """One row for each prompt, one column for each model."""
        return np.asarray(np.exp(self._model.predict(rows)), np.float64)


def _offsets(prior: Floats | None) -> Floats | float:
    return 0.0 if prior is None else -prior[:, np.newaxis]
