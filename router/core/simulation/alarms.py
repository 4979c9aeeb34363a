"""Which findings were right? Those on whom an anomaly was planted; all others are false alarms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from router.core.finding import Finding, Subject, SubjectKind
from router.core.simulation.anomaly import Anomaly
from router.core.simulation.calendar import Calendar
from router.core.simulation.company import Person

__all__ = ["Judged", "judged"]

_AFTER = timedelta(hours=24)
"""An anomaly may still show in counts of a day after its end."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding, and the planted anomaly that it is right about; None: a false alarm."""

    finding: Finding
    anomaly: Anomaly | None

    @property
    def is_false_act(self) -> bool:
        """Whether rules were shown a finding about an honest caller."""
        return self.finding.is_acting and self.anomaly is None


def judged(
    findings: Iterable[Finding], anomalies: Sequence[Anomaly], *, calendar: Calendar
) -> tuple[Judged, ...]:
    """Each finding with what it is right about."""
    return tuple(
        Judged(
            one,
            next((a for a in anomalies if _is_about(one, a, calendar=calendar)), None),
        )
        for one in findings
    )


def _is_about(finding: Finding, anomaly: Anomaly, *, calendar: Calendar) -> bool:
    since = calendar.date(anomaly.day) + timedelta(hours=anomaly.hour)
    until = since + timedelta(seconds=anomaly.lasts_s) + _AFTER
    return (
        finding.subject in _touched(anomaly)
        and finding.opened_at < until
        and finding.last_at >= since
    )


def _touched(anomaly: Anomaly) -> tuple[Subject, ...]:
    """Whose traffic the anomaly is part of."""
    subject = anomaly.subject
    touched = [
        Subject(SubjectKind.KEY, subject.key),
        Subject(SubjectKind.TEAM, subject.team),
        Subject(SubjectKind.PROJECT, subject.project),
    ]
    if isinstance(subject, Person):
        touched.append(Subject(SubjectKind.USER, subject.name))
    return tuple(touched)
