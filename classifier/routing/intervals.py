"""How far may a figure lie from the truth, given how few prompts it was measured on?"""

from collections.abc import Callable

import numpy as np

from classifier.routing.outcomes import Floats

__all__ = ["ROUNDS", "Interval", "bootstrap"]

Interval = tuple[float, float]
ROUNDS = 400


def bootstrap(
    figure: Callable[[Floats], float], prompts: int, *, seed: int, rounds: int = ROUNDS
) -> Interval:
    """The central 95 % of a figure over resampled prompts; it is given how often each counts."""
    random = np.random.default_rng(seed)
    even = np.full(prompts, 1 / prompts)
    drawn = [figure(random.multinomial(prompts, even).astype(np.float64)) for _ in range(rounds)]
    known = [value for value in drawn if not np.isnan(value)]
    if not known:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
