"""Answers whose true length is known: a number decides it, and noise around it."""

import numpy as np

from classifier.heads import HEADS
from classifier.lengths.fitting import LengthSamples
from classifier.lengths.row import PROBABILITY_NAMES, ROW_NAMES, SMALL_NAMES

DRIVER = ROW_NAMES.index("complexity_demanding")


def samples(size: int = 400, *, seed: int = 0) -> LengthSamples:
    """Four authors; demanding prompts get answers ten times as long."""
    random = np.random.default_rng(seed)
    rows = np.zeros((size, len(ROW_NAMES)))
    rows[:, DRIVER] = random.random(size)
    logarithms = 4 + np.log(10) * rows[:, DRIVER] + random.normal(0, 0.3, size)
    return LengthSamples(
        rows=rows,
        tokens=np.maximum(1, np.exp(logarithms).round()),
        authors=np.array([f"author-{number % 4}" for number in range(size)]),
    )


def features() -> dict[str, float]:
    """All named features, at nought."""
    return dict.fromkeys(SMALL_NAMES, 0.0)


def probabilities(demanding: float) -> dict[str, dict[str, float]]:
    """Chances of a prompt that is demanding with this chance."""
    found = {head: dict.fromkeys(map(str, labels), 0.0) for head, labels in HEADS.items()}
    found["complexity"]["demanding"] = demanding
    assert sum(map(len, found.values())) == len(PROBABILITY_NAMES)
    return found
