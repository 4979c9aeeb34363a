"""Which findings were true, which anomalies were found, how soon, and at what loss?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.anomalies.judges import Raised
from benchmarks.anomalies.request import Label
from router.core.finding import Subject, subjects_of

__all__ = ["Found", "Opened", "Score", "opened", "score"]

_AFTER_S = 1800.0
"""What is found so long after an anomaly still belongs to it."""


@dataclass(slots=True)
class Opened:
    """One finding: alarms of a kind and subject, each before the last one's finding ended."""

    subject: Subject
    kind: str
    at_s: float
    last_s: float
    until_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One planted anomaly."""

    kind: str
    delay_s: float | None
    """None where it was missed, as below."""
    lost_usd: float | None
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a judge did on one trace."""

    anomalies: tuple[Found, ...]
    true_findings: int
    false_findings: tuple[Opened, ...]
    user_days: int


def opened(raised: Iterable[Raised]) -> list[Opened]:
    """Findings out of alarms, in the order of their opening."""
    latest: dict[tuple[Subject, str], Opened] = {}
    made: list[Opened] = []
    for each in raised:
        name = (each.subject, each.kind)
        finding = latest.get(name)
        until_s = each.at_s + each.lasts_s
        if finding is None or each.at_s > finding.until_s:
            finding = Opened(each.subject, each.kind, each.at_s, each.at_s, until_s)
            latest[name] = finding
            made.append(finding)
        finding.last_s, finding.until_s = each.at_s, until_s
    return made


def score(
    findings: Sequence[Opened],
    labels: Sequence[Label],
    *,
    paid: Mapping[int, Sequence[tuple[float, float]]],
    user_days: int,
) -> Score:
    """A finding is true where it is of the key, user, team or project of an anomaly in its time."""
    matches = [[each for each in findings if _belongs(each, label)] for label in labels]
    true = {id(each) for belonging in matches for each in belonging}
    return Score(
        anomalies=tuple(
            _found(label, belonging, paid=paid.get(number, ()))
            for number, (label, belonging) in enumerate(zip(labels, matches, strict=True))
        ),
        true_findings=len(true),
        false_findings=tuple(each for each in findings if id(each) not in true),
        user_days=user_days,
    )


def _belongs(finding: Opened, label: Label) -> bool:
    in_time = finding.last_s >= label.since_s and finding.at_s <= label.until_s + _AFTER_S
    return in_time and finding.subject in subjects_of(label.caller)


def _found(
    label: Label, findings: Sequence[Opened], *, paid: Sequence[tuple[float, float]]
) -> Found:
    if not findings:
        return Found(kind=label.kind, delay_s=None, lost_usd=None, by=None)
    first = min(findings, key=lambda each: max(each.at_s, label.since_s))
    at_s = max(first.at_s, label.since_s)
    return Found(
        kind=label.kind,
        delay_s=at_s - label.since_s,
        lost_usd=sum(usd for ended_s, usd in paid if ended_s <= at_s),
        by=str(first.kind),
    )
