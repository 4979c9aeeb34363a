"""What does each word piece give in the first layer, so that it is computed once and not each time?

The first convolution takes the row of each piece times the same weights, wherever the piece stands.
A few thousand pieces make up nearly all text, so their products are remembered: for a usual prompt
that saves a third of the encoder's time.
"""

from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.encoder import Vectors
from classifier.mapped import let_go
from classifier.pieces import PieceIds

__all__ = ["PieceProducts"]

# 2 KB each for a layer of 480 columns; what a service meets in a day of mostly one language.
MOST_REMEMBERED: Final = 4_096
# Each row that is read keeps 64 KB of a mapped table in memory: after this many all are let go of.
ROWS_AT_ONCE: Final = 64


class PieceProducts:
    """Rows of a table times the weights of a layer. Threads may share it.

    What has a place keeps it: a place is told only once its product is there, so that nobody reads
    half of one, and without a lock.
    """

    def __init__(
        self,
        rows: NDArray[np.int8],
        scales: Vectors,
        *,
        layer: Vectors,
        most: int = MOST_REMEMBERED,
    ) -> None:
        """Take the table and the layer.

        Args:
            rows: (P, E), in steps of `scales`.
            scales: (P,), what one step of a row is worth.
            layer: (E, W) weights.
            most: how many pieces are remembered.
        """
        self._table, self._scales, self._layer = np.asarray(rows), scales, layer
        self._places = np.full(len(rows), -1, np.int32)
        # The last row is nobody's: -1 points to it.
        self._rows = np.zeros((most + 1, rows.shape[1]), np.float32)
        self._products = np.zeros((most + 1, layer.shape[1]), np.float32)
        self._room, self._count = most, 0
        self._read = 0
        self._lock = Lock()

    def of(self, ids: PieceIds) -> tuple[Vectors, Vectors]:
        """The rows of some pieces, and their products: (N, E) and (N, W)."""
        places = self._places.take(ids)
        if places.min() < 0:
            self._remember(ids[places < 0])
            places = self._places.take(ids)
        rows, products = self._rows.take(places, axis=0), self._products.take(places, axis=0)
        if places.min() < 0:  # there was no room for all: what was taken for these is not theirs
            absent = np.flatnonzero(places < 0)
            rows[absent] = self._computed(ids[absent])
            products[absent] = rows[absent] @ self._layer
        return rows, products

    def _computed(self, ids: PieceIds) -> Vectors:
        rows = self._table.take(ids, axis=0).astype(np.float32)
        rows *= self._scales.take(ids)[:, np.newaxis]
        self._read += len(ids)
        if self._read >= ROWS_AT_ONCE:
            self._read = 0
            let_go(self._table)
        return rows

    def _remember(self, ids: PieceIds) -> None:
        with self._lock:
            room = self._room - self._count
            # `np.unique` would load another part of numpy: 27 ms of the first request.
            absent = sorted(set(ids[self._places.take(ids) < 0].tolist()))[:room]
            if not absent:
                return
            new = np.array(absent, np.int32)
            here = slice(self._count, self._count + len(new))
            self._rows[here] = self._computed(new)
            self._products[here] = self._rows[here] @ self._layer
            self._count += len(new)
            self._places[new] = np.arange(here.start, here.stop, dtype=np.int32)
