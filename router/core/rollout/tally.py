"""What do the requests under one policy add up to, by conversation?

Requests of one conversation resemble each other, and a canary draws whole conversations: so the
conversation, and not the request, is the unit that chance deals out. Sums of squares over
conversations are all that the spread of a mean needs, so a store can add up millions of rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from router.core.errors import (
    ApprovalRequired,
    KeyQuarantined,
    NoCapableDeployment,
    PolicyDenied,
)
from router.core.ledger import Outcome
from router.core.rollout.limit import Metric

__all__ = [
    "FAILURE_CODES",
    "REFUSAL_CODES",
    "CountedRequest",
    "Sums",
    "Tally",
    "is_bad",
    "is_failure",
    "is_refusal",
    "tally_of",
]

FAILURE_CODES = (NoCapableDeployment.code,)
"""Refusals that are mistakes of a policy: nobody meant them."""
REFUSAL_CODES = (ApprovalRequired.code, KeyQuarantined.code, PolicyDenied.code)
"""Refusals that a rule means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Sums over conversations of `n` (how much was looked at) and `y` (what was found)."""

    conversations: int = 0
    """Those with something to look at."""
    n: float = 0.0
    y: float = 0.0
    nn: float = 0.0
    yy: float = 0.0
    ny: float = 0.0

    @property
    def mean(self) -> float:
        """What was found for each that was looked at."""
        return self.y / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Of the mean, by linearisation over conversations (the ratio estimator of sampling)."""
        m, r = self.conversations, self.mean
        if m < 2:
            return 0.0
        spread = max(self.yy - 2 * r * self.ny + r * r * self.nn, 0.0)
        return spread * m / (m - 1) / (self.n * self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All that was counted of one policy's requests."""

    requests: int = 0
    sums: Mapping[Metric, Sums] = field(default_factory=dict)

    def of(self, metric: Metric) -> Sums:
        """The sums of one metric."""
        return self.sums.get(metric, Sums())


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRequest:
    """What counts of one request."""

    lot: str
    """Its conversation, or itself."""
    cost_usd: float
    is_answered: bool
    has_failed: bool
    is_refused: bool
    is_bad: bool | None
    """What feedback said of the answer; None where nobody spoke of its quality."""

    def values(self) -> Iterable[tuple[Metric, float, float]]:
        """For each metric what it adds to `n` and to `y`."""
        yield Metric.COST, float(self.is_answered), self.cost_usd
        yield Metric.ERRORS, 1.0, float(self.has_failed)
        yield Metric.REFUSED, 1.0, float(self.is_refused)
        yield Metric.BAD_FEEDBACK, float(self.is_bad is not None), float(bool(self.is_bad))


def is_failure(outcome: Outcome, error_code: str | None) -> bool:
    """Whether a request came to nothing, through a provider or through what no rule meant."""
    return outcome is Outcome.FAILED or error_code in FAILURE_CODES


def is_refusal(error_code: str | None) -> bool:
    """Whether a rule refused it."""
    return error_code in REFUSAL_CODES


def is_bad(score: float) -> bool:
    """Whether feedback with this score speaks against an answer."""
    return score < 0.5


def tally_of(requests: Iterable[CountedRequest]) -> Tally:
    """Add requests up."""
    count = 0
    pairs: dict[tuple[Metric, str], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for request in requests:
        count += 1
        for metric, n, y in request.values():
            before = pairs[metric, request.lot]
            pairs[metric, request.lot] = before[0] + n, before[1] + y
    sums = {
        metric: _sums([pair for (of, _), pair in pairs.items() if of is metric])
        for metric in Metric
    }
    return Tally(requests=count, sums=sums)


def _sums(pairs: list[tuple[float, float]]) -> Sums:
    return Sums(
        conversations=sum(1 for n, _ in pairs if n),
        n=sum(n for n, _ in pairs),
        y=sum(y for _, y in pairs),
        nn=sum(n * n for n, _ in pairs),
        yy=sum(y * y for _, y in pairs),
        ny=sum(n * y for n, y in pairs),
    )
