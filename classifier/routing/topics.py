"""Which group of tasks does a prompt belong to, judged by its text alone?

Outcomes name the group that each prompt came from; prompts that are routed do not. So the group is
learnt, and the model of outcomes reads, for its own training prompts too, only what was predicted
without them.
"""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

from classifier.routing.outcomes import Floats

__all__ = ["GroupTopics"]


class GroupTopics(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """How far each group's prompts resemble this one; nothing where there is a single group."""

    def __init__(self, penalty: float = 300.0, *, weight: float = 20.0, folds: int = 5) -> None:
        self.penalty = penalty
        self.weight = weight
        self.folds = folds

    def fit(self, features: Floats, groups: Sequence[str]) -> Self:
        """Learn the groups from features of prompts."""
        self.groups_, members = np.unique(np.asarray(groups, dtype=object), return_inverse=True)
        targets = np.eye(len(self.groups_))[members]
        self.share_ = targets.mean(axis=0)
        self.model_ = Ridge(self.penalty).fit(features, targets) if self._is_useful else None
        return self

    def transform(self, features: Floats) -> Floats:
        """One row for each prompt, one column for each group."""
        if self.model_ is None:
            return np.zeros((len(features), 0))
        return np.asarray((self.model_.predict(features) - self.share_) * self.weight, np.float64)

    def fit_transform(self, features: Floats, groups: Sequence[str]) -> Floats:
        """Learn from all prompts; each one's row is predicted by a model that did not see it."""
        self.fit(features, groups)
        if not self._is_useful:
            return np.zeros((len(features), 0))
        rows = np.zeros((len(features), len(self.groups_)))
        names = np.asarray(groups, dtype=object)
        splits = KFold(min(self.folds, len(features)), shuffle=True, random_state=0)
        for train, held_out in splits.split(features):
            targets = (names[train, np.newaxis] == self.groups_).astype(np.float64)
            model = Ridge(self.penalty).fit(features[train], targets)
            rows[held_out] = model.predict(features[held_out])
        return np.asarray((rows - self.share_) * self.weight, np.float64)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """`group_mmlu/virology` and so on."""
        groups = self.groups_ if self._is_useful else ()
        return np.array([f"group_{group}" for group in groups], dtype=object)

    @property
    def _is_useful(self) -> bool:
        return len(self.groups_) > 1
