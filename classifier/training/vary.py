"""Which texts nearly like the labelled ones can a teacher be asked about?

A student needs more prompts than there are labels. As in TinyBERT (Jiao et al. 2020), words are
exchanged for near ones; here near ones of any language, since the table of pieces is shared by
all. The labels of such texts are whatever the teacher says of them.
"""

from collections.abc import Sequence
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.pieces import PieceIds
from classifier.training.teacher import ViewIds

__all__ = ["Variations"]

NEIGHBOURS: Final = 9
CANDIDATES: Final = 40_000
# How many of the pieces of a view are exchanged; drawn anew for each view.
EXCHANGED: Final = (0.0, 0.1, 0.25, 0.45)
DROPPED: Final = 0.04
CUT_SHARE: Final = 0.3
LEAST_CUT: Final = 14
SWAPPED_SYSTEM: Final = 0.3
_ROWS_AT_ONCE = 2_000


class Variations:
    """Draws texts like others. The same seed draws the same."""

    def __init__(self, near: NDArray[np.int32], *, seed: int) -> None:
        """Take the nearest pieces of each piece, shape (pieces, neighbours); -1 for none."""
        self._near = near
        self._random = np.random.default_rng(seed)

    @classmethod
    def learn(cls, table: NDArray[np.float32], prompts: Sequence[ViewIds], *, seed: int) -> Self:
        """Find the nearest rows, among the commonest pieces, of every piece in the prompts."""
        counts = np.zeros(len(table), np.int64)
        for views in prompts:
            for ids in views:
                np.add.at(counts, ids, 1)
        # Pieces are numbered by how common they are in the world, so a tie goes to the commoner.
        candidates = np.argsort(-counts, kind="stable")[:CANDIDATES]
        used = np.flatnonzero(counts)
        mean = table[candidates].mean(axis=0)
        directions = _unit(table[candidates] - mean)
        near = np.full((len(table), NEIGHBOURS), -1, np.int32)
        for start in range(0, len(used), _ROWS_AT_ONCE):
            rows = used[start : start + _ROWS_AT_ONCE]
            likeness = _unit(table[rows] - mean) @ directions.T
            best = np.argpartition(-likeness, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
            near[rows] = candidates[best]
        return cls(near, seed=seed)

    def of(self, prompts: Sequence[ViewIds]) -> list[ViewIds]:
        """One variation of each prompt; now and then it gets another one's system message."""
        found: list[ViewIds] = []
        for last, system, context in prompts:
            told = system
            if len(system) and self._random.random() < SWAPPED_SYSTEM:
                told = prompts[int(self._random.integers(len(prompts)))][1]
            found.append((self._varied(self._cut(last)), self._varied(told), self._varied(context)))
        return found

    def _cut(self, ids: PieceIds) -> PieceIds:
        if len(ids) <= LEAST_CUT or self._random.random() >= CUT_SHARE:
            return ids
        size = int(len(ids) * self._random.uniform(0.4, 0.9))
        start = int(self._random.integers(0, len(ids) - size + 1))
        return ids[start : start + size]

    def _varied(self, ids: PieceIds) -> PieceIds:
        kept = ids[self._random.random(len(ids)) >= DROPPED] if len(ids) else ids
        if not len(kept):
            return ids
        is_exchanged = self._random.random(len(kept)) < self._random.choice(EXCHANGED)
        chosen = self._near[kept, self._random.integers(NEIGHBOURS, size=len(kept))]
        return np.where(is_exchanged & (chosen >= 0), chosen, kept).astype(np.int32)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), np.float32)
