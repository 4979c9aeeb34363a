"""How do readings become labels in scikit-learn's terms?

Each head is a scikit-learn pipeline: named feature blocks, then a multinomial logistic regression
whose coefficients are already divided by its temperature, so that `predict_proba` is calibrated.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import StandardScaler

from classifier.features import GROUPS
from classifier.features.reading import VIEWS, Reading
from classifier.heads import HEADS, Heads, HeadTables

__all__ = ["TRUSTED_TYPES", "Embedding", "SmallFeatures", "build_features", "export"]

TRUSTED_TYPES: Final = (
    "classifier.pipeline.Embedding",
    "classifier.pipeline.SmallFeatures",
)


class Embedding(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """The vectors of all views side by side."""

    def fit(self, readings: Sequence[Reading], y: object = None) -> Self:
        """Remember how wide the vectors are."""
        self.dimensions_ = int(readings[0].vectors.shape[1])
        return self

    def transform(self, readings: Sequence[Reading]) -> NDArray[np.float32]:
        """One row for each reading."""
        return np.stack([reading.vectors.reshape(-1) for reading in readings])

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """`last_17` is dimension 17 of the vector of the turn that asks."""
        names = [f"{view}_{index}" for view in VIEWS for index in range(self.dimensions_)]
        return np.array(names, dtype=object)


class SmallFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """The named numbers of all feature groups."""

    def fit(self, readings: Sequence[Reading], y: object = None) -> Self:
        """Remember the names, so that an artifact shows which groups it was trained on."""
        self.names_ = list(chain.from_iterable(group.feature_names for group in GROUPS))
        return self

    def transform(self, readings: Sequence[Reading]) -> NDArray[np.float32]:
        """One row for each reading."""
        return np.array([Heads.small_row(reading) for reading in readings], np.float32)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """The names that the groups give."""
        return np.array(self.names_, dtype=object)


def build_features(weights: Mapping[str, float]) -> FeatureUnion:
    """The feature blocks, each multiplied by its weight: a small one is regularised more."""
    return FeatureUnion(
        [
            ("embedding", Embedding()),
            ("small", Pipeline([("rows", SmallFeatures()), ("scale", StandardScaler())])),
        ],
        transformer_weights=dict(weights),
    )


def export(pipelines: Mapping[str, Pipeline]) -> HeadTables:
    """The same heads as tables. All pipelines share one fitted feature union."""
    features = next(iter(pipelines.values()))["features"]
    blocks = dict(features.transformer_list)
    weights = features.transformer_weights
    scaler = blocks["small"]["scale"]
    bias, rows = _side_by_side(pipelines[head]["head"] for head in HEADS)
    vectors = len(VIEWS) * blocks["embedding"].dimensions_
    return HeadTables(
        bias=bias,
        vectors=_float32(rows[:vectors] * weights["embedding"]),
        small=_float32(rows[vectors:] * weights["small"] / scaler.scale_[:, np.newaxis]),
        small_mean=_float32(scaler.mean_),
    )


def _side_by_side(
    heads: Iterable[LogisticRegression],
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Intercepts and coefficients of all heads, columns in the order of the labels."""
    biases, rows = [], []
    for head, labels in zip(heads, HEADS.values(), strict=True):
        known = [str(label) for label in head.classes_]
        order = [known.index(str(label)) for label in labels]
        biases.append(head.intercept_[order])
        rows.append(head.coef_[order].T)
    return _float32(np.concatenate(biases)), np.concatenate(rows, axis=1)


def _float32(values: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.ascontiguousarray(values, np.float32)
