"""How do the numbers read off prompts become features in scikit-learn's terms?"""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from classifier.routing.outcomes import Floats
from classifier.routing.trait_values import LIMIT, TRAIT_NAMES, traits_of

__all__ = ["LIMIT", "TRAIT_NAMES", "Traits", "traits_of"]


class Traits(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """The traits of each prompt in standard deviations from the mean."""

    def fit(self, prompts: Sequence[str], y: object = None) -> Self:
        """Learn mean and deviation; no outcome is looked at."""
        rows = np.array([traits_of(prompt) for prompt in prompts])
        self.mean_, deviation = rows.mean(axis=0), rows.std(axis=0)
        self.scale_ = np.where(deviation > 1e-6, deviation, 1.0)
        return self

    def transform(self, prompts: Sequence[str]) -> Floats:
        """One row for each prompt."""
        rows = np.array([traits_of(prompt) for prompt in prompts])
        standard = (rows - self.mean_) / self.scale_
        return np.asarray(np.clip(standard, -LIMIT, LIMIT), np.float64)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """The names of the traits."""
        return np.array(TRAIT_NAMES, dtype=object)
