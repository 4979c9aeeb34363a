"""Has a canary worsened, beyond what chance explains?

A canary is watched all the time, so a test that is right once would be wrong sooner or later: it
must hold at every look. The boundary is the one-sided asymptotic confidence sequence of
Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic
confidence sequences", Annals of Statistics 52 (2024): a harmless canary crosses one limit with a
probability of at most `ALPHA`, however long it is watched. It takes the place of the usual 1.64 in

- cost: the difference of two ratio estimates over conversations, each with its own variance, as in
  Welch's test; the rise that is reported is Fieller's bound of their ratio;
- shares: Newcombe's interval for the difference of two proportions from Wilson's intervals,
  "Interval estimation for the difference between independent proportions", Statistics in Medicine
  17 (1998), method 10, with effective sample sizes after Kish where conversations cluster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from router.core.rollout.limit import Limit, Metric
from router.core.rollout.tally import Sums, Tally

__all__ = ["ALPHA", "LEAST_CONVERSATIONS", "Figure", "judge"]

ALPHA = 0.05
"""Probability that a canary which is exactly at a limit is ever halted by it."""
LEAST_CONVERSATIONS = 10
"""Of each side: the spread of fewer says nothing."""
_SHARPEST_AT = 500
"""Conversations of the smaller side at which the boundary is the lowest that it can be."""
_BOUNDLESS = 1e6
"""Stands for a rise over nothing: JSON has no infinity."""
_RHO2 = (-2 * log(2 * ALPHA) + log(-2 * log(2 * ALPHA)) + 1) / _SHARPEST_AT


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One metric on both sides, and what can be said of its rise."""

    metric: Metric
    limit: float
    canary: float
    control: float
    canary_n: int
    control_n: int
    rise: float | None = None
    """Relative for cost, else in points; None where there is nothing to compare with."""
    at_least: float | None = None
    """The rise that is certain, chance allowed for; None where too little was seen."""
    is_crossed: bool = False

    @property
    def is_known(self) -> bool:
        """Whether enough was seen to judge."""
        return self.at_least is not None


def judge(
    canary: Tally, control: Tally, *, limits: Sequence[Limit], least: int
) -> tuple[Figure, ...]:
    """Hold the canary's requests against the others.

    Args:
        canary: requests under the canary.
        control: requests under the policy in force.
        limits: which rises are too much.
        least: requests of each side before anything is said.
    """
    return tuple(
        _figure(limit, canary.of(limit.metric), control=control.of(limit.metric), least=least)
        for limit in limits
    )


def boundary(conversations: int) -> float:
    """How many standard errors are beyond chance, at this look and all others together."""
    t = conversations * _RHO2
    return sqrt(2 * (t + 1) / t * log(1 + sqrt(t + 1) / (2 * ALPHA)))


def _figure(limit: Limit, canary: Sums, *, control: Sums, least: int) -> Figure:
    is_rate, told = limit.metric.is_rate, None
    fewest = min(canary.conversations, control.conversations)
    if min(canary.n, control.n) >= least and fewest >= LEAST_CONVERSATIONS:
        compare = _rise_of_share if is_rate else _rise_of_cost
        told = compare(canary, control, z=boundary(fewest))
    rise = None
    if canary.n and control.n:
        points = canary.mean - control.mean
        rise = points if is_rate else _relative(canary.mean, control.mean)
    return Figure(
        metric=limit.metric,
        limit=limit.rise,
        canary=canary.mean,
        control=control.mean,
        canary_n=round(canary.n),
        control_n=round(control.n),
        rise=rise,
        at_least=told,
        is_crossed=told is not None and told > limit.rise,
    )


def _relative(canary: float, control: float) -> float | None:
    if control == 0:
        return 0.0 if canary == 0 else None
    return canary / control - 1


def _rise_of_cost(canary: Sums, control: Sums, *, z: float) -> float:
    """The least k - 1 for which canary - k x control is not clearly above zero (Fieller)."""
    up, low = canary.mean, control.mean
    above = up * up - z * z * canary.variance
    if above <= 0:
        return -1.0  # not even clearly above nothing
    a = low * low - z * z * control.variance
    if low == 0:
        return _BOUNDLESS
    # The lower root of a k^2 - 2 up low k + above = 0, in a form that is stable for small a.
    discriminant = max((up * low) ** 2 - a * above, 0.0)
    return min(above / (up * low + sqrt(discriminant)) - 1, _BOUNDLESS)


def _rise_of_share(canary: Sums, control: Sums, *, z: float) -> float:
    """Newcombe's lower bound of the difference."""
    p, q = canary.mean, control.mean
    down = p - _wilson(p, _effective(canary), z=-z)
    up = _wilson(q, _effective(control), z=z) - q
    return p - q - sqrt(down * down + up * up)


def _wilson(p: float, n: float, *, z: float) -> float:
    """One end of Wilson's interval: the lower for a negative `z`."""
    middle = p + z * z / (2 * n)
    return (middle + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def _effective(sums: Sums) -> float:
    """How many independent requests would tell as much."""
    p = sums.mean
    if not 0 < p < 1:
        return float(sums.conversations)  # all alike: nothing shows how alike conversations are
    design = sums.variance * sums.n / (p * (1 - p))
    return sums.n / max(design, 1.0)
