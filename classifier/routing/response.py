"""How probable is a good answer, given a prompt's difficulty and a model's ability?

Item response theory: logit P(good) = ability(model) - difficulty(prompt) + fit(prompt, model).
Difficulty is one linear function of the prompt's features that all models share; abilities are
drawn towards their mean; what a model does better or worse on some kinds of prompts (its fit, which
includes its ability per task group) is drawn towards none. So every model's outcomes teach the
others', and a model with a handful of outcomes behaves like the average one of its strength.
"""

from typing import Self

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.base import BaseEstimator

from classifier.routing.outcomes import Floats

__all__ = ["ItemResponse"]

# So far from certain are mean scores of nought and one taken to be.
EDGE = 0.02


class ItemResponse(BaseEstimator):  # type: ignore[misc]
    """Difficulty, abilities and fits of maximal posterior probability; scores may be missing."""

    def __init__(
        self,
        shared_penalty: float = 3_000.0,
        *,
        own_penalty: float = 3_000.0,
        ability_deviation: float = 1.0,
        max_iterations: int = 200,
    ) -> None:
        self.shared_penalty = shared_penalty
        self.own_penalty = own_penalty
        self.ability_deviation = ability_deviation
        self.max_iterations = max_iterations

    def fit(
        self,
        features: Floats,
        scores: Floats,
        *,
        offsets: Floats | float = 0.0,
        mean_ability: float | None = None,
    ) -> Self:
        """Learn from scores in [0, 1], one column for each model, NaN where unknown.

        `offsets` are logits known beforehand; `mean_ability` is where abilities are drawn to, the
        mean of these scores unless given.
        """
        scores = np.asarray(scores, np.float64)
        centre = _logit_of_mean(scores) if mean_ability is None else mean_ability
        task = _Posterior(
            features,
            scores,
            offsets=np.broadcast_to(np.asarray(offsets, np.float64), scores.shape),
            scales=(self.shared_penalty**-0.5, self.own_penalty**-0.5, self.ability_deviation),
            centre=centre,
        )
        found = minimize(
            task.loss,
            np.zeros(task.size),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": self.max_iterations},
        )
        shared, self.fits_, self.abilities_ = task.parts(found.x)
        self.difficulty_weights_ = -shared
        self.iterations_ = int(found.nit)
        return self

    def difficulty(self, features: Floats) -> Floats:
        """How hard each prompt is: where ability equals it, half of the answers are good."""
        return np.asarray(features @ self.difficulty_weights_, np.float64)

    def logits(self, features: Floats) -> Floats:
        """Ability less difficulty plus fit, for each prompt and model."""
        difficulty = self.difficulty(features)[:, np.newaxis]
        return np.asarray(self.abilities_ - difficulty + features @ self.fits_, np.float64)

    def predict(self, features: Floats, *, offsets: Floats | float = 0.0) -> Floats:
        """The probability of a good answer, for each prompt and model."""
        return np.asarray(expit(self.logits(features) + offsets), np.float64)

    def add_model(self, features: Floats, scores: Floats, *, offsets: Floats | float = 0.0) -> Self:
        """Enter one more model by its scores on a few prompts; nothing else changes."""
        newcomer = ItemResponse(
            np.inf, own_penalty=self.own_penalty, max_iterations=self.max_iterations
        )
        known = np.asarray(offsets, np.float64) - self.difficulty(features)[:, np.newaxis]
        mean = float(self.abilities_.mean())
        newcomer.fit(features, scores[:, np.newaxis], offsets=known, mean_ability=mean)
        self.abilities_ = np.concatenate([self.abilities_, newcomer.abilities_])
        self.fits_ = np.concatenate([self.fits_, newcomer.fits_], axis=1)
        return self


class _Posterior:
    """Minus the logarithm of the posterior, over parameters in units of their prior deviation."""

    def __init__(
        self,
        features: Floats,
        scores: Floats,
        *,
        offsets: Floats,
        scales: tuple[float, float, float],
        centre: float,
    ) -> None:
        self._features, self._offsets, self._scales = features, offsets, scales
        self._is_known = ~np.isnan(scores)
        self._scores = np.where(self._is_known, scores, 0.0)
        self._centre = centre
        self._width, self._models = features.shape[1], scores.shape[1]
        self.size = self._width * (1 + self._models) + self._models

    def parts(self, flat: Floats) -> tuple[Floats, Floats, Floats]:
        """Shared weights, own weights and abilities."""
        shared_scale, own_scale, deviation = self._scales
        own_end = self._width * (1 + self._models)
        own = flat[self._width : own_end].reshape(self._width, self._models)
        return (
            shared_scale * flat[: self._width],
            own_scale * own,
            self._centre + deviation * flat[own_end:],
        )

    def loss(self, flat: Floats) -> tuple[float, Floats]:
        """The loss and its slope."""
        shared, own, abilities = self.parts(flat)
        weights = shared[:, np.newaxis] + own
        logits = self._offsets + abilities + self._features @ weights
        losses = np.logaddexp(0.0, logits) - self._scores * logits
        residuals = np.where(self._is_known, expit(logits) - self._scores, 0.0)
        pulled = self._features.T @ residuals
        shared_scale, own_scale, deviation = self._scales
        slope = [shared_scale * pulled.sum(axis=1), (own_scale * pulled).ravel()]
        slope.append(deviation * residuals.sum(axis=0))
        total = float(losses[self._is_known].sum() + 0.5 * flat @ flat)
        return total, np.concatenate(slope) + flat


def _logit_of_mean(scores: Floats) -> float:
    return float(logit(np.clip(np.nanmean(scores), EDGE, 1 - EDGE)))
