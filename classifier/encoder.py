"""Which vector stands for a text?

`classifier.distilled` is what is served. `StaticEncoder` is its cheaper part: one row for each
piece, pooled. `SentenceTransformerEncoder` is for those who install the extra and pay the
milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classifier.pieces import PieceIds

__all__ = [
    "Encoder",
    "EncoderUnavailableError",
    "Passage",
    "SentenceTransformerEncoder",
    "StaticEncoder",
    "Vectors",
]

Vectors = NDArray[np.float32]


class EncoderUnavailableError(ImportError):
    """An encoder was asked for whose libraries are not installed."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and the ids of its pieces, so that no encoder has to tokenise again."""

    text: str
    ids: PieceIds


class Encoder(Protocol):
    """Anything that gives each passage a vector, and an empty one zeros."""

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
    """The mean of one row for each piece, at unit length."""

    def __init__(self, name: str, matrix: Vectors) -> None:
        """Take the matrix with one row for each piece."""
        self.name = name
        self.matrix = matrix
        self.dimensions = int(matrix.shape[1])

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """One row for each passage."""
        vectors = np.zeros((len(passages), self.dimensions), np.float32)
        for row, passage in zip(vectors, passages, strict=True):
            total = self.matrix.take(passage.ids, axis=0).sum(axis=0)
            length = float(np.sqrt(total @ total))
            if length > 0:
                row[:] = total / length
        return vectors


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
