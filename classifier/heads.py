"""How do features become probabilities within a fraction of a millisecond?

The scikit-learn pipelines are linear in everything they read, so all heads together are a few
tables of one row for each feature and one column for each label. These are exported when the
pipelines are trained; tests hold both to the same probabilities.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.features import GROUPS
from classifier.features.reading import VIEWS, Reading
from classifier.labels import Complexity, Label, Priority, Task

__all__ = ["HEADS", "HeadTables", "Heads"]

HEADS: Final[Mapping[str, type[Label]]] = {
    "priority": Priority,
    "complexity": Complexity,
    "task": Task,
}

_Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeadTables:
    """The weights of all heads side by side; columns follow `HEADS` and the labels' order."""

    bias: _Floats
    vectors: _Floats
    small: _Floats
    small_mean: _Floats


class Heads:
    """All heads, ready to judge one reading at a time."""

    def __init__(self, tables: HeadTables) -> None:
        self.tables = tables
        self._bias = tables.bias - tables.small_mean @ tables.small
        sizes = [len(labels) for labels in HEADS.values()]
        ends = np.cumsum(sizes).tolist()
        self._columns = {
            head: slice(end - size, end) for head, size, end in zip(HEADS, sizes, ends, strict=True)
        }

    @staticmethod
    def small_row(reading: Reading) -> list[float]:
        """The named features of all groups, in the order of the columns."""
        row: list[float] = []
        for group in GROUPS:
            row.extend(group.row(reading))
        return row

    def probabilities(self, reading: Reading, *, small_row: list[float]) -> dict[str, list[float]]:
        """For each head, the probability of each label."""
        tables = self.tables
        logits: list[float] = (
            reading.vectors.reshape(-1) @ tables.vectors
            + np.array(small_row, np.float32) @ tables.small
            + self._bias
        ).tolist()
        return {head: _softmax(logits[column]) for head, column in self._columns.items()}

    def contributions(self, reading: Reading) -> dict[str, dict[str, _Floats]]:
        """For each head and feature group, what the group adds to each label's logit.

        Logits are only defined up to a constant, so each group's additions are centred.
        """
        tables = self.tables
        width = reading.vectors.shape[1]
        parts = {
            view: vector @ tables.vectors[index * width : (index + 1) * width]
            for index, (view, vector) in enumerate(zip(VIEWS, reading.vectors, strict=True))
        }
        start = 0
        for group in GROUPS:
            row = np.asarray(group.row(reading), np.float32)
            part = slice(start, start + len(row))
            parts[group.name] = (row - tables.small_mean[part]) @ tables.small[part]
            start += len(row)
        return {
            head: {name: part[column] - part[column].mean() for name, part in parts.items()}
            for head, column in self._columns.items()
        }


def _softmax(logits: list[float]) -> list[float]:
    """For a handful of numbers, without numpy: a call of it takes as long as all of them."""
    highest = max(logits)
    powers = [exp(logit - highest) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]
