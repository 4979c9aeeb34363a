"""Tests of `router.core.simulation.alarms`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from router.core.finding import Finding, Subject, SubjectKind
from router.core.simulation.alarms import Judged, judged
from router.core.simulation.anomaly import planted_in
from tests.core.simulation.small import START, calendar, plan

ANOMALY = next(iter(planted_in(plan(people=100).company, days=1)))
BEGINS = START + timedelta(hours=ANOMALY.hour)
BURST = Finding(
    id="fnd_1",
    kind="burst",
    subject=Subject(SubjectKind.KEY, ANOMALY.subject.key),
    opened_at=BEGINS + timedelta(seconds=20),
    last_at=BEGINS + timedelta(seconds=40),
    until=BEGINS + timedelta(hours=1),
    score=3.0,
    explanation="Many.",
)


def judge(finding: Finding) -> Judged:
    (one,) = judged([finding], [ANOMALY], calendar=calendar(1))
    return one


def test_a_finding_on_the_key_of_an_anomaly_at_its_time_is_right() -> None:
    assert judge(BURST).anomaly == ANOMALY
    assert not judge(BURST).is_false_act


@pytest.mark.parametrize("kind", [SubjectKind.TEAM, SubjectKind.PROJECT, SubjectKind.USER])
def test_so_is_one_on_its_team_project_or_user(kind: SubjectKind) -> None:
    subject = ANOMALY.subject
    name = {"team": subject.team, "project": subject.project}.get(kind.value, subject.name)

    assert judge(replace(BURST, subject=Subject(kind, name))).anomaly == ANOMALY


def test_one_on_somebody_else_is_a_false_alarm() -> None:
    other = replace(BURST, subject=Subject(SubjectKind.KEY, "key-legal-001"))

    assert judge(other).is_false_act


def test_so_is_one_before_it_began() -> None:
    early = replace(
        BURST, opened_at=BEGINS - timedelta(hours=3), last_at=BEGINS - timedelta(hours=2)
    )

    assert judge(early).is_false_act


def test_what_no_rule_is_shown_does_nobody_harm() -> None:
    told = replace(BURST, subject=Subject(SubjectKind.KEY, "key-legal-001"), is_acting=False)

    assert judge(told).anomaly is None
    assert not judge(told).is_false_act
