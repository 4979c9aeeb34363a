"""Made-up prompts whose distribution is known: rows of features, labels and confidence."""

from collections.abc import Mapping

import numpy as np

from classifier.snapshot import Observed

NAMES = ("log_last_tokens", "script_kana", "has_system", "chars_per_token", "code_braces")


def observed(
    size: int,
    *,
    seed: int,
    longer: float = 1.0,
    kana: float = 0.02,
    high: float = 0.2,
    sure: float = 1.0,
    unsure: float = 0.03,
) -> Observed:
    """Prompts of which all is usual but what is named."""
    random = np.random.default_rng(seed)
    tokens = random.lognormal(3.5, 1.0, size) * longer
    columns: Mapping[str, object] = {
        "log_last_tokens": np.log1p(tokens),
        "script_kana": np.where(random.random(size) < kana, random.random(size), 0.0),
        "has_system": (random.random(size) < 0.3).astype(float),
        "chars_per_token": random.normal(4.2, 0.4, size),
        "code_braces": np.log1p(random.poisson(0.4, size)),
    }
    rows = np.array([columns[name] for name in NAMES], np.float32).T
    shares = [0.5, 0.5 - high, high]
    return Observed(
        names=NAMES,
        rows=rows,
        labels={"priority": random.choice(["low", "normal", "high"], size, p=shares).tolist()},
        confidence={"priority": random.beta(8, 3, size) ** (1 / sure)},
        abstained={"unsure": unsure},
    )
