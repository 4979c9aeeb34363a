"""Has training seen prompts of this kind? If not, the classifier had better say nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from classifier.features.reading import Reading

__all__ = ["Familiarity"]

# Damps the share for a prompt of a few pieces, where one new name would already be a third.
_DAMPING = 3


@dataclass(frozen=True, slots=True)
class Familiarity:
    """Which pieces of the vocabulary occurred in training; shape (pieces,), bool."""

    known: NDArray[np.bool_]

    @classmethod
    def learn(cls, readings: Iterable[Reading], *, pieces: int) -> Self:
        """Note every piece of these readings."""
        known = np.zeros(pieces, np.bool_)
        for reading in readings:
            for ids in reading.ids:
                known[ids] = True
        return cls(known)

    def unfamiliar_share(self, reading: Reading) -> float:
        """The share of a prompt's pieces that training did not see, between 0 and 1."""
        size = sum(map(len, reading.ids))
        known = sum(int(np.count_nonzero(self.known.take(ids))) for ids in reading.ids if len(ids))
        return (size - known) / (size + _DAMPING)
