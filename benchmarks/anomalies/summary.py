"""What do several traces say together, and how sure is that?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import median

from scipy.stats import chi2

from benchmarks.anomalies.scoring import Score

__all__ = ["Interval", "Summary", "by_kind", "poisson", "summary", "table", "wilson"]

_Z = 1.96


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How a judge did on all traces."""

    planted: int
    found: int
    true_findings: int
    false_findings: int
    precision: Interval
    """Of findings."""
    recall: Interval
    """Of anomalies."""
    false_per_1000: Interval
    """Findings per 1,000 days of one user each."""
    delay_s: float | None
    """Median of those found, like the next."""
    lost_usd: float | None
    most_lost_usd: float | None
    in_aim: float
    """The share that was found within 60 s or USD 5."""

    @property
    def f1(self) -> float:
        """Of precision and recall."""
        both = self.precision.value + self.recall.value
        return 2 * self.precision.value * self.recall.value / both if both else 0.0

    def briefly(self) -> str:
        """In one cell."""
        if self.delay_s is None or self.lost_usd is None:
            return f"{self.found}/{self.planted}"
        return f"{self.found}/{self.planted}, {in_words(self.delay_s)}, USD {self.lost_usd:.2f}"


def summary(scores: Sequence[Score]) -> Summary:
    """All traces as one."""
    anomalies = [each for score in scores for each in score.anomalies]
    delays = [each.delay_s for each in anomalies if each.delay_s is not None]
    lost = [each.lost_usd for each in anomalies if each.lost_usd is not None]
    true = sum(score.true_findings for score in scores)
    false = sum(len(score.false_findings) for score in scores)
    in_aim = sum(
        each.delay_s is not None
        and each.lost_usd is not None
        and (each.delay_s <= 60 or each.lost_usd <= 5)
        for each in anomalies
    )
    return Summary(
        planted=len(anomalies),
        found=len(delays),
        true_findings=true,
        false_findings=false,
        precision=wilson(true, true + false),
        recall=wilson(len(delays), len(anomalies)),
        false_per_1000=poisson(false, sum(score.user_days for score in scores) / 1000),
        delay_s=median(delays) if delays else None,
        lost_usd=median(lost) if lost else None,
        most_lost_usd=max(lost) if lost else None,
        in_aim=in_aim / len(anomalies) if anomalies else 0.0,
    )


def by_kind(scores: Sequence[Score]) -> dict[str, Summary]:
    """The same for each kind of anomaly."""
    kinds = dict.fromkeys(each.kind for score in scores for each in score.anomalies)
    return {
        kind: summary(
            [
                replace(score, anomalies=tuple(e for e in score.anomalies if e.kind == kind))
                for score in scores
            ]
        )
        for kind in kinds
    }


def table(sums: Mapping[str, Summary]) -> Iterator[str]:
    """Markdown, a judge a line."""
    yield (
        "| judge | found | precision of findings | false acting findings per 1,000 user-days "
        "| median delay | median / most lost | within 60 s or USD 5 |"
    )
    yield "|---|---|---|---|---|---|---|"
    for name, each in sums.items():
        lost = "-"
        if each.lost_usd is not None and each.most_lost_usd is not None:
            lost = f"USD {each.lost_usd:.2f} / {each.most_lost_usd:.2f}"
        yield (
            f"| {name} | {_percent(each.recall)} | {_percent(each.precision)} "
            f"| {each.false_per_1000.value:.2f} ({each.false_per_1000.low:.2f} to "
            f"{each.false_per_1000.high:.2f}) | {in_words(each.delay_s)} | {lost} "
            f"| {each.in_aim:.0%} |"
        )


def wilson(hits: int, of: int) -> Interval:
    """A share with Wilson's interval."""
    if not of:
        return Interval(0.0, 0.0, 1.0)
    share, z2 = hits / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def poisson(count: int, of: float) -> Interval:
    """A rate with the exact interval of a count."""
    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return Interval(count / of, low / of, float(chi2.ppf(0.975, 2 * count + 2)) / 2 / of)


def in_words(seconds: float | None) -> str:
    """A delay."""
    if seconds is None:
        return "-"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _percent(share: Interval) -> str:
    return f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"
