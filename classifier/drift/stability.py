"""How far has one distribution moved from another, and could chance alone have moved it so far?

The population stability index of credit scoring (Siddiqi, Credit Risk Scorecards, Wiley 2006):
the sum over bins of (q - p) ln(q / p), a symmetrised Kullback-Leibler divergence. By the usual rule
of thumb less than 0.1 is no change worth a look, 0.1 to 0.25 a moderate and more a great one. The
rule knows nothing of sample sizes: where nothing has moved, the index is about (1/n + 1/m) times a
chi-square variable of B - 1 degrees of freedom (Yurdakul and Naranjo, Statistical properties of
the population stability index, Journal of Risk Model Validation 14(4), 2020). So a shift counts
here only where it passes both: the rule of thumb and what chance would do.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["GREAT", "MODERATE", "chance_limit", "stability_index"]

MODERATE: Final = 0.1
GREAT: Final = 0.25
_PRIOR = 0.5
"""Added to each bin (Jeffreys), so that an empty one does not make the index infinite."""

Counts = NDArray[np.int64]


def stability_index(expected: Counts, observed: Counts) -> float:
    """The population stability index of two histograms with the same bins."""
    if len(expected) < 2:
        return 0.0
    p = (expected + _PRIOR) / (expected.sum() + _PRIOR * len(expected))
    q = (observed + _PRIOR) / (observed.sum() + _PRIOR * len(observed))
    return float(((q - p) * np.log(q / p)).sum())


def chance_limit(bins: int, *, expected: int, observed: int, level: float) -> float:
    """What the index exceeds with probability `level` where nothing has moved."""
    from scipy.special import chdtri

    if bins < 2:
        return 0.0
    return float(chdtri(bins - 1, level) * (1 / max(1, expected) + 1 / max(1, observed)))
