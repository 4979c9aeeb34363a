"""How many tokens will the answer have: half of the time at most, and nearly always at most?

Linear in named numbers, so that a prompt costs one product of a row and a small table. An artifact
holds the table in `lengths.npz`; `fitting` makes it.
"""

import zipfile
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.heads import HEADS
from classifier.lengths.row import ROW_NAMES, row_of
from classifier.manifest import ArtifactError, Manifest, sha256_of
from classifier.prediction import Prediction
from classifier.prompt import Prompt

__all__ = ["LENGTHS_FILE", "MOST_TOKENS", "QUANTILES", "AnswerLength", "Lengths"]

LENGTHS_FILE: Final = "lengths.npz"
FORMAT: Final = 1
QUANTILES: Final = (0.5, 0.95)
# Beyond this a product of a row and weights is no prediction any more.
MOST_TOKENS: Final = 32_768
_LOG_MOST: Final = float(np.log(MOST_TOKENS))

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AnswerLength:
    """Predicted output tokens of one answer; the truth is at most `p95` 19 times in 20."""

    p50: int
    p95: int


@dataclass(frozen=True, slots=True)
class Lengths:
    """The logarithm of each quantile: a row of weights and an intercept for each of `QUANTILES`."""

    intercepts: Floats
    weights: Floats

    def predict(self, prompt: Prompt, said: Prediction) -> AnswerLength:
        """The length of the answer to a prompt that was classified a moment ago."""
        known = said.probabilities
        row = row_of(
            prompt,
            said.features.values(),
            probabilities=[getattr(known, head).values() for head in HEADS],
        )
        return self.of_row(row)

    def of_row(self, row: list[float]) -> AnswerLength:
        """The same from the numbers of `ROW_NAMES`."""
        logs: list[float] = self.logarithms(np.array(row)).tolist()
        median, high = (round(exp(log)) for log in logs)
        return AnswerLength(p50=max(1, median), p95=max(1, median, high))

    def logarithms(self, rows: Floats) -> Floats:
        """The logarithm of each quantile, for one row or many."""
        logs = rows @ self.weights.T + self.intercepts
        return np.minimum(np.maximum(logs, 0.0), _LOG_MOST)

    def save(self, folder: Path) -> dict[str, str]:
        """Write the table; return its hash, for the manifest's `files`."""
        path = folder / LENGTHS_FILE
        np.savez_compressed(
            path,
            format=np.array(FORMAT),
            names=np.array(ROW_NAMES),
            intercepts=self.intercepts,
            weights=self.weights,
        )
        return {LENGTHS_FILE: sha256_of(path)}

    @classmethod
    def of_artifact(cls, folder: Path) -> Self | None:
        """What an artifact predicts lengths with; None where it was trained without.

        Raises:
            ArtifactError: the file is damaged, or of other features than this release's.
        """
        manifest = Manifest.read(folder)
        if LENGTHS_FILE not in manifest.files:
            return None
        manifest.check_file(folder, LENGTHS_FILE)
        return cls.load(folder / LENGTHS_FILE)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote; whatever is wrong with it raises `ArtifactError`."""
        try:
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                found, names = int(file["format"]), tuple(file["names"].tolist())
                intercepts = file["intercepts"].astype(np.float64)
                weights = file["weights"].astype(np.float64)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ArtifactError(path, f"the lengths cannot be read ({error})") from error
        if found != FORMAT:
            raise ArtifactError(path, f"format {found} where this release reads {FORMAT}")
        if names != ROW_NAMES:
            raise ArtifactError(path, "the features differ from this release's")
        count = len(QUANTILES)
        are_numbers = np.isfinite(intercepts).all() and np.isfinite(weights).all()
        if intercepts.shape != (count,) or weights.shape != (count, len(names)) or not are_numbers:
            raise ArtifactError(path, "the table is not whole")
        return cls(intercepts=intercepts, weights=weights)
