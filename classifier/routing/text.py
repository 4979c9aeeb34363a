"""Which features does the routing model read from a prompt's text?

No outcome is needed to fit them, so they may be fitted on any prompts of one's own traffic.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from classifier.artifact import STATIC, load_encoder, load_pieces
from classifier.encoder import Encoder, Passage
from classifier.pieces import Pieces
from classifier.prediction import SHIPPED
from classifier.routing.outcomes import Floats
from classifier.routing.traits import Traits

__all__ = ["StaticVectors", "WordTopics", "text_features"]

Names = NDArray[np.object_]

READ_CHARS: Final = 6_000


class StaticVectors(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """The mean vector of a prompt's tokens, each dimension of about unit variance."""

    def __init__(self, folder: str | None = None) -> None:
        self.folder = folder

    def fit(self, prompts: Sequence[str], y: object = None) -> Self:
        """Learn the mean vector."""
        vectors = self._encode(prompts)
        self.mean_ = vectors.mean(axis=0)
        return self

    def transform(self, prompts: Sequence[str]) -> Floats:
        """One row for each prompt."""
        vectors = self._encode(prompts) - self.mean_
        return np.asarray(vectors * np.sqrt(vectors.shape[1]), np.float64)

    def get_feature_names_out(self, input_features: object = None) -> Names:
        """`vector_17` is dimension 17."""
        return np.array([f"vector_{index}" for index in range(len(self.mean_))], dtype=object)

    def _encode(self, prompts: Sequence[str]) -> Floats:
        tokenizer, encoder = _encoder_of(self.folder)
        texts = [prompt[:READ_CHARS] for prompt in prompts]
        passages = [Passage(text, tokenizer.ids(text)) for text in texts]
        return encoder.encode(passages).astype(np.float64)


class WordTopics(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Words and word pairs by rarity, reduced to the directions in which prompts differ most."""

    def __init__(self, dimensions: int = 200, *, most_words: int = 60_000) -> None:
        self.dimensions = dimensions
        self.most_words = most_words

    def fit(self, prompts: Sequence[str], y: object = None) -> Self:
        """Learn which words occur and what they occur with."""
        self.words_ = TfidfVectorizer(
            sublinear_tf=True, min_df=2, ngram_range=(1, 2), max_features=self.most_words
        )
        counts = self.words_.fit_transform(prompts)
        dimensions = max(1, min(self.dimensions, min(counts.shape) - 1))
        self.reduction_ = TruncatedSVD(dimensions, random_state=0)
        self.scale_ = float(self.reduction_.fit_transform(counts).std()) or 1.0
        return self

    def transform(self, prompts: Sequence[str]) -> Floats:
        """One row for each prompt."""
        reduced = self.reduction_.transform(self.words_.transform(prompts))
        return np.asarray(reduced / self.scale_, np.float64)

    def get_feature_names_out(self, input_features: object = None) -> Names:
        """`words_3` is direction 3."""
        size = self.reduction_.components_.shape[0]
        return np.array([f"words_{index}" for index in range(size)], dtype=object)


def text_features(folder: Path | None = None) -> FeatureUnion:
    """All features side by side; `folder` holds another artifact than the shipped one."""
    return FeatureUnion(
        [
            ("traits", Traits()),
            ("vectors", StaticVectors(str(folder) if folder else None)),
            ("words", WordTopics()),
        ],
        verbose_feature_names_out=False,
    )


@lru_cache(maxsize=2)
def _encoder_of(folder: str | None) -> tuple[Pieces, Encoder]:
    place = Path(folder) if folder else SHIPPED
    return load_pieces(place), load_encoder(STATIC, place)
