"""Which vector stands for a text, at a tenth of the cost of the network it learnt from?

Two convolutions over rows of a table, one row for each word piece, then a gated mean and maximum.
It was trained to give the answers of a fine-tuned multilingual encoder; see
`classifier.training.student`, which builds the same network for training.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.encoder import Passage, Vectors
from classifier.piece_products import PieceProducts
from classifier.pieces import PieceIds

__all__ = ["LEAST_GATE", "MEAN_POWER", "REACH", "DistilledEncoder", "DistilledWeights"]

# How far a convolution looks to either side.
REACH: Final = 1
# Between a sum (0) and a mean (1): a longer text has a longer vector, but not in proportion.
MEAN_POWER: Final = 0.75
LEAST_GATE: Final = 0.5


@dataclass(frozen=True, slots=True)
class DistilledWeights:
    """The arrays of the network.

    Shapes, for P pieces, E dimensions a row, H channels and D dimensions of a vector: `rows` (P, E)
    int8 with `scales` (P,), `first` (3 E, H), `second` (3 H, H), `gate` (H,), `out` (E + 3 H, D);
    each bias has the width of its layer. All but `rows` are float32.
    """

    rows: NDArray[np.int8]
    scales: Vectors
    first: Vectors
    first_bias: Vectors
    second: Vectors
    second_bias: Vectors
    gate: Vectors
    gate_bias: Vectors
    out: Vectors
    out_bias: Vectors

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of the arrays, as a file holds them."""
        return tuple(field.name for field in fields(cls))

    @classmethod
    def quantised(cls, rows: Vectors, **layers: Vectors) -> Self:
        """The weights with each row of the table rounded to 255 steps of its own largest value."""
        peaks = np.abs(rows).max(axis=1)
        scales = np.where(peaks > 0, peaks / 127, 1).astype(np.float32)
        stepped = np.rint(rows / scales[:, np.newaxis]).astype(np.int8)
        return cls(rows=stepped, scales=scales, **layers)


class DistilledEncoder:
    """The served encoder: no torch, a fraction of a millisecond.

    On prompts of the `authors` that it learnt from, it is surer than it should be.
    """

    def __init__(
        self, name: str, weights: DistilledWeights, *, authors: frozenset[str] = frozenset()
    ) -> None:
        self.name = name
        self.weights = weights
        self.authors = authors
        self.dimensions = int(weights.out.shape[1])
        self._first = PieceProducts(
            weights.rows, weights.scales, layer=_side_by_side(weights.first)
        )
        self._second = _side_by_side(weights.second)

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """One row for each passage."""
        vectors = np.zeros((len(passages), self.dimensions), np.float32)
        for row, passage in zip(vectors, passages, strict=True):
            if len(passage.ids):
                row[:] = self._vector(passage.ids)
        return vectors

    def _vector(self, ids: PieceIds) -> Vectors:
        weights = self.weights
        rows, products = self._first.of(ids)
        near = _shifted_sums(products, bias=weights.first_bias)
        far = _shifted_sums(near @ self._second, bias=weights.second_bias)
        gates = 1 / (1 + np.exp(-(far @ weights.gate + weights.gate_bias)))
        far_gated = far * gates[:, np.newaxis]
        pooled = np.concatenate([gates @ rows, gates @ near, far_gated.sum(axis=0)])
        pooled /= max(float(gates.sum()), LEAST_GATE) ** MEAN_POWER
        features = np.concatenate([pooled, far_gated.max(axis=0)])
        return _rectified(features @ weights.out, weights.out_bias)


def _side_by_side(layer: Vectors) -> Vectors:
    """A layer's weights for the piece before, the piece itself and the piece after; (E, 3 H)."""
    return np.concatenate(np.split(layer, 2 * REACH + 1), axis=1)


def _shifted_sums(products: Vectors, *, bias: Vectors) -> Vectors:
    """What a convolution gives for each row; beyond the ends there is nothing.

    One product of all rows with the weights of all three places, then shifted sums: that is
    faster than to lay neighbours side by side first.
    """
    width = len(bias)
    sums = products[:, width : 2 * width] + bias
    sums[1:] += products[:-1, :width]
    sums[:-1] += products[1:, 2 * width :]
    np.maximum(sums, 0, out=sums)
    return sums


def _rectified(sums: Vectors, bias: Vectors) -> Vectors:
    sums += bias
    np.maximum(sums, 0, out=sums)
    return sums
