"""Which vector stands for a text?

`StaticEncoder` is what is served: one row for each token, pooled. `SentenceTransformerEncoder` is
for those who install the extra and pay the milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classifier.wordpiece import TokenIds

__all__ = [
    "Encoder",
    "EncoderUnavailableError",
    "Passage",
    "SentenceTransformerEncoder",
    "StaticEncoder",
    "Vectors",
]

Vectors = NDArray[np.float32]

# From here on it is cheaper to gather each distinct row once.
MANY_TOKENS = 256


class EncoderUnavailableError(ImportError):
    """An encoder was asked for whose libraries are not installed."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its token ids, so that no encoder has to tokenise again."""

    text: str
    ids: TokenIds


class Encoder(Protocol):
    """Anything that gives each passage a vector of unit length, and an empty one zeros."""

    @property
    def name(self) -> str:
        """The name that a configuration selects it by."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        ...

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """One row for each passage."""
        ...


class StaticEncoder:
    """Pools one vector for each token. The weights of rare and common tokens are baked in."""

    def __init__(self, name: str, matrix: Vectors) -> None:
        """Take the matrix with one row for each token id."""
        self.name = name
        self.matrix = matrix
        self.dimensions = int(matrix.shape[1])

    @classmethod
    def from_int8(
        cls, name: str, rows: NDArray[np.int8], *, scales: NDArray[np.float32]
    ) -> "StaticEncoder":
        """Restore the rows that `to_int8` stored."""
        return cls(name, rows.astype(np.float32) * scales[:, np.newaxis])

    def weighted(self, weights: NDArray[np.floating]) -> "StaticEncoder":
        """The same encoder with each token's vector multiplied by a weight."""
        matrix = self.matrix * weights[:, np.newaxis].astype(np.float32)
        return StaticEncoder(self.name, matrix)

    def to_int8(self) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """The rows as int8, and the scale of each: a quarter of the size."""
        peaks = np.abs(self.matrix).max(axis=1)
        scales = np.where(peaks > 0, peaks / 127, 1).astype(np.float32)
        return np.rint(self.matrix / scales[:, np.newaxis]).astype(np.int8), scales

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """One row for each passage."""
        vectors = np.zeros((len(passages), self.dimensions), np.float32)
        for row, passage in zip(vectors, passages, strict=True):
            if len(passage.ids):
                row += self._pooled(passage.ids)
        return vectors

    def _pooled(self, ids: TokenIds) -> Vectors:
        if len(ids) < MANY_TOKENS:
            total = self.matrix.take(ids, axis=0).sum(axis=0)
        else:
            counts = np.bincount(ids)
            distinct = counts.nonzero()[0]
            total = counts[distinct].astype(np.float32) @ self.matrix.take(distinct, axis=0)
        length = float(np.sqrt(total @ total))
        return np.asarray(total / length if length > 0 else total, np.float32)


class SentenceTransformerEncoder:
    """Any model that sentence-transformers can load, by name or path."""

    def __init__(self, name_or_path: str) -> None:
        """Load the model; it is fetched first where it is not on this machine."""
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            message = (
                f"The encoder {name_or_path!r} needs sentence-transformers. "
                "Install it with: pip install 'tierwise[encoders]'"
            )
            raise EncoderUnavailableError(message) from error
        self.name = name_or_path
        try:
            self._model = SentenceTransformer(name_or_path, device="cpu")
        except (OSError, ValueError) as error:
            message = (
                f"The encoder {name_or_path!r} cannot be loaded: {str(error).splitlines()[0]} "
                "Write the name of a sentence-transformers model, or the folder of one."
            )
            raise EncoderUnavailableError(message) from error
        self.dimensions = int(self._model.get_embedding_dimension())

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """One row for each passage."""
        texts = [passage.text for passage in passages]
        vectors = np.asarray(
            self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False),
            np.float32,
        )
        vectors[[not len(passage.ids) for passage in passages]] = 0
        return vectors
