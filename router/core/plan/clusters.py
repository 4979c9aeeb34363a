"""How far may a difference between two policies lie from what other weeks would show?

Both policies are asked about the same requests, so differences are paired. Requests of one
conversation are alike, so the conversation is what counts as drawn, else the request. The interval
is that of a total with cluster-robust variance:

    V +- 1.96 * sqrt(C / (C - 1) * sum over clusters of (v - n * V / N) ** 2)

with `v` the difference of a cluster, `n` its requests, `V`, `N` and `C` the sums over all clusters
and their number. It is the linearised variance of a mean per element under cluster sampling
(W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 9A.3), with the correction for few
clusters of A. C. Cameron and D. L. Miller, A Practitioner's Guide to Cluster-Robust Inference,
Journal of Human Resources 50(2), 2015, section II.B. It speaks of chance between requests like
those recorded, not of changes in what is asked, and trusts the figures of each request.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

__all__ = ["LEAST_CLUSTERS", "Clusters", "Estimate"]

LEAST_CLUSTERS = 30
"""With fewer, the normal approximation is too narrow, and no interval is told."""
_Z = 1.96

_Member = tuple[int, int, int, float]
"""Of one conversation: requests, nano-USD, requests of known quality, change of quality."""
_NONE: _Member = (0, 0, 0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A total over all requests, and the bounds of its 95 % interval."""

    total: float
    low: float | None
    """None where there are too few clusters."""
    high: float | None
    requests: int
    clusters: int

    def per_request(self) -> "Estimate":
        """The same for the mean of one request."""
        of = max(self.requests, 1)
        return Estimate(
            total=self.total / of,
            low=None if self.low is None else self.low / of,
            high=None if self.high is None else self.high / of,
            requests=self.requests,
            clusters=self.clusters,
        )


@dataclass(slots=True)
class _Moments:
    """What the formula needs of clusters, one kind of figure."""

    clusters: int = 0
    n: int = 0
    nn: int = 0
    v: float = 0
    vv: float = 0
    vn: float = 0

    def add(self, n: int, v: float) -> None:
        self.clusters += 1
        self.n += n
        self.nn += n * n
        self.v += v
        self.vv += v * v
        self.vn += v * n

    def merge(self, other: "_Moments") -> None:
        for name in _Moments.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def estimate(self) -> Estimate:
        low = high = None
        if self.clusters >= LEAST_CLUSTERS:
            mean = Fraction(self.v) / self.n
            spread = Fraction(self.vv) - 2 * mean * Fraction(self.vn) + mean * mean * self.nn
            half = _Z * sqrt(max(Fraction(0), spread) * self.clusters / (self.clusters - 1))
            low, high = self.v - half, self.v + half
        return Estimate(total=self.v, low=low, high=high, requests=self.n, clusters=self.clusters)


@dataclass(slots=True)
class Clusters:
    """Differences by conversation; requests without one count for themselves."""

    _cost: _Moments = field(default_factory=_Moments)
    """Of requests without a conversation; whole numbers, so that nothing is rounded."""
    _quality: _Moments = field(default_factory=_Moments)
    _members: dict[str, _Member] = field(default_factory=dict)

    def add(self, key: str | None, *, nanos: int, good: float | None) -> None:
        """Count one request: what it costs more, and how much likelier a good answer is."""
        if key is None:
            self._cost.add(1, nanos)
            if good is not None:
                self._quality.add(1, good)
            return
        n, sum_nanos, known, sum_good = self._members.get(key, _NONE)
        if good is not None:
            known, sum_good = known + 1, sum_good + good
        self._members[key] = (n + 1, sum_nanos + nanos, known, sum_good)

    def merge(self, other: "Clusters") -> None:
        """Add those of another piece; a conversation may have requests in both."""
        self._cost.merge(other._cost)
        self._quality.merge(other._quality)
        ours = self._members
        for key, (n, nanos, known, good) in other._members.items():
            m, sum_nanos, of_known, sum_good = ours.get(key, _NONE)
            ours[key] = (m + n, sum_nanos + nanos, of_known + known, sum_good + good)

    def cost_nanos(self) -> Estimate:
        """What all requests together cost more, in nano-USD."""
        found = _Moments()
        found.merge(self._cost)
        for n, nanos, _, _ in self._members.values():
            found.add(n, nanos)
        return found.estimate()

    def quality(self) -> Estimate:
        """By how much the sum of the probabilities of a good answer moves."""
        found = _Moments()
        found.merge(self._quality)
        for _, _, known, good in self._members.values():
            if known:
                found.add(known, good)
        return found.estimate()
