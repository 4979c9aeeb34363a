"""How hard is a prompt, before any of one's own outcomes is known?

Difficulty is a linear function of a prompt's traits, learnt from public outcomes within each task
group: what is kept of them are sums, not prompts. For new traffic the groups count by how much its
prompts look like theirs, which takes text but no outcome.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression

from classifier.routing.outcomes import Floats, Outcomes, OutcomesError
from classifier.routing.traits import TRAIT_NAMES, Traits

__all__ = ["SHIPPED_DIFFICULTY", "KnownDifficulty", "PretrainedDifficulty"]

SHIPPED_DIFFICULTY: Final = Path(__file__).parent / "model" / "difficulty.npz"
PENALTY: Final = 1_000.0
# Each group keeps a small say, so that no traffic is judged by one group alone.
LEAST_SHARE: Final = 0.02
# Scores are shares of good answers: where models get 0.7 to 0.9 right, 1 / (p (1 - p)) is about so.
LOGITS_PER_SCORE: Final = 8.0
RECOGNISER_STRENGTH: Final = 0.01


@dataclass(frozen=True, slots=True)
class PretrainedDifficulty:
    """For each task group, how its traits vary together and with failure; how to recognise it."""

    groups: tuple[str, ...]
    mean: Floats
    scale: Floats
    products: Floats
    pulls: Floats
    recogniser: Floats
    intercepts: Floats

    @classmethod
    def learn(cls, outcomes: Outcomes) -> Self:
        """Sum up public outcomes, of any models."""
        traits = Traits().fit(outcomes.prompts)
        rows = traits.transform(outcomes.prompts)
        failures = 1 - np.nanmean(outcomes.scores, axis=1)
        members = np.array(outcomes.groups, dtype=object)
        if len(set(outcomes.groups)) < 2:
            raise OutcomesError("Difficulty is learnt within task groups; give at least two.")
        recogniser = LogisticRegression(C=RECOGNISER_STRENGTH, max_iter=500).fit(rows, members)
        groups = recogniser.classes_
        within = [_sums(rows[members == group], failures[members == group]) for group in groups]
        coefficients, intercepts = recogniser.coef_, recogniser.intercept_
        if len(groups) == 2:
            coefficients = np.vstack([np.zeros_like(coefficients), coefficients])
            intercepts = np.concatenate([[0.0], intercepts])
        return cls(
            groups=tuple(map(str, groups)),
            mean=traits.mean_,
            scale=traits.scale_,
            products=np.stack([products for products, _ in within]),
            pulls=np.stack([pulls for _, pulls in within]),
            recogniser=coefficients,
            intercepts=intercepts,
        )

    def shares(self, prompts: Sequence[str]) -> dict[str, float]:
        """How much of the traffic looks like each group."""
        logits = self._rows(prompts) @ self.recogniser.T + self.intercepts
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        means = (powers / powers.sum(axis=1, keepdims=True)).mean(axis=0)
        return dict(zip(self.groups, means.tolist(), strict=True))

    def weights(self, traffic: Sequence[str]) -> Floats:
        """What each trait adds to difficulty in traffic like this, in logits."""
        return self._weights(np.array(list(self.shares(traffic).values())))

    def _weights(self, shares: Floats) -> Floats:
        counts = shares * len(self.groups) + LEAST_SHARE
        products = np.tensordot(counts, self.products, axes=1)
        penalty = PENALTY * np.eye(len(self.mean))
        solved = np.linalg.solve(products + penalty, counts @ self.pulls)
        return np.asarray(LOGITS_PER_SCORE * solved, np.float64)

    def within(self, traffic: Sequence[str]) -> "KnownDifficulty":
        """Difficulty as it is in such traffic: nought for its average prompt."""
        traits = self._traits()
        return KnownDifficulty(
            traits=traits,
            weights=self.weights(traffic),
            average=traits.transform(traffic).mean(axis=0),
        )

    def anywhere(self) -> "KnownDifficulty":
        """Difficulty where nothing is known of the traffic: all groups count alike.

        Nought is the average prompt of the public outcomes.
        """
        even = np.full(len(self.groups), 1 / len(self.groups))
        traits = self._traits()
        return KnownDifficulty(
            traits=traits, weights=self._weights(even), average=np.zeros(len(self.mean))
        )

    def save(self, path: Path) -> None:
        """Write the sums to one file of arrays."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path,
            groups=np.array(self.groups),
            traits=np.array(TRAIT_NAMES),
            **{name: getattr(self, name).astype(np.float32) for name in _ARRAYS},
        )

    @classmethod
    def load(cls, path: Path = SHIPPED_DIFFICULTY) -> Self:
        """Read what `save` wrote; a damaged file or one of other traits is refused."""
        try:
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                traits, groups = file["traits"].tolist(), file["groups"].tolist()
                arrays = {name: file[name].astype(np.float64) for name in _ARRAYS}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise OutcomesError(f"{path} holds no pretrained difficulty: {error}") from error
        if traits != list(TRAIT_NAMES):
            raise OutcomesError(f"{path} was learnt from other traits than this release reads.")
        return cls(groups=tuple(groups), **arrays)

    def _rows(self, prompts: Sequence[str]) -> Floats:
        return self._traits().transform(prompts)

    def _traits(self) -> Traits:
        traits = Traits()
        traits.mean_, traits.scale_ = self.mean, self.scale
        return traits


class KnownDifficulty(BaseEstimator):  # type: ignore[misc]
    """A difficulty that was settled beforehand, in logits."""

    def __init__(self, *, traits: Traits, weights: Floats, average: Floats) -> None:
        self.traits = traits
        self.weights = weights
        self.average = average

    def predict(self, prompts: Sequence[str]) -> Floats:
        """One number for each prompt: the higher, the harder."""
        rows = self.traits.transform(prompts) - self.average
        return np.asarray(rows @ self.weights, np.float64)


_ARRAYS = ("mean", "scale", "products", "pulls", "recogniser", "intercepts")


def _sums(rows: Floats, failures: Floats) -> tuple[Floats, Floats]:
    """Products of the traits with each other and with failure, both around the group's mean."""
    centred = rows - rows.mean(axis=0)
    return centred.T @ centred, centred.T @ (failures - failures.mean())
