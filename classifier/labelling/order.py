"""Which prompts teach most when somebody labels them, and in which order are they asked?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.datasets.traffic import TrafficPrompt
from classifier.embedding import embed
from classifier.evaluation.predicting import at_scale
from classifier.features.reading import VIEWS
from classifier.heads import HEADS
from classifier.labels import Label
from classifier.parcel import Parcel
from classifier.prediction import Prediction
from classifier.scale import HERE, Workers

__all__ = ["Candidate", "ask_order", "candidates", "uncertainty_of"]

# Prompts whose vectors are closer than this are taken for one question asked twice.
ALIKE: Final = 0.9
# Far behind the most uncertain ones nobody gets; there the order is by uncertainty alone.
VARIED: Final = 2_000
_TINY = 1e-9

_Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A prompt that may be asked, what the classifier takes it for, and how unsure it is."""

    traffic: TrafficPrompt
    guess: Prediction
    uncertainty: float

    def guess_of(self, head: str) -> tuple[Label, float]:
        """The label that the classifier would give, and its probability."""
        label = HEADS[head](getattr(self.guess, head))
        return label, float(getattr(self.guess.probabilities, head)[str(label)])


def candidates(
    parcel: Parcel,
    prompts: Sequence[TrafficPrompt],
    *,
    workers: Workers = HERE,
    on_prompts: Callable[[int], None] = lambda _: None,
) -> list[Candidate]:
    """All prompts, in the order in which they should be asked."""
    if not prompts:
        return []
    texts = [one.prompt for one in prompts]
    guesses = at_scale(parcel, workers, on_prompts=on_prompts)(texts)
    vectors = embed(parcel, texts, workers=workers, on_prompts=on_prompts).vectors
    unsure = np.array([uncertainty_of(guess) for guess in guesses])
    order = ask_order(unsure, _directions(vectors[:, VIEWS.index("last")]))
    return [Candidate(prompts[i], guesses[i], round(float(unsure[i]), 4)) for i in order]


def uncertainty_of(guess: Prediction) -> float:
    """How close the second best label comes to the best, on average over the heads: 0 to 1."""
    closeness = []
    for head in HEADS:
        best, second = sorted(getattr(guess.probabilities, head).values(), reverse=True)[:2]
        closeness.append(1 - (best - second))
    return float(np.mean(closeness))


def ask_order(uncertainty: _Floats, vectors: _Floats) -> list[int]:
    """Positions, the most uncertain first, but of prompts that are alike one a round.

    The first round takes one of each kind, the second round one of what is left of each kind, and
    so on: whoever labels an hour sees many kinds, and never the same question twice in a row while
    there is another.
    """
    ranked: list[int] = np.argsort(-np.asarray(uncertainty), kind="stable").tolist()
    waiting, behind = ranked[:VARIED], ranked[VARIED:]
    order: list[int] = []
    while waiting:
        taken: list[int] = []
        left: list[int] = []
        for position in waiting:
            is_new = not taken or float((vectors[taken] @ vectors[position]).max()) < ALIKE
            (taken if is_new else left).append(position)
        order += taken
        waiting = left
    return order + behind


def _directions(vectors: _Floats) -> _Floats:
    """How each vector differs from the mean of all, at unit length."""
    from_mean = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(from_mean, axis=1, keepdims=True)
    return np.asarray(from_mean / np.maximum(lengths, _TINY), np.float64)
