"""Tests of `router.core.detection.profile`."""

import pytest

from router.core.detection.profile import Profile
from router.core.finding import SubjectKind
from tests.core.detection.traffic import BEGIN_S, DAY_S, HOUR_S, Subject, arrival, departure


def test_it_knows_since_when_and_how_often() -> None:
    profile = Profile(SubjectKind.KEY)
    for day in range(10):
        profile.arrived(arrival(BEGIN_S + day * DAY_S))

    assert (profile.first_seen_s, profile.last_seen_s) == (BEGIN_S, BEGIN_S + 9 * DAY_S)
    assert (profile.seen_requests, profile.age_s) == (10, 9 * DAY_S)
    assert not profile.is_new


def test_a_first_seen_that_was_told_before_is_kept() -> None:
    profile = Profile(SubjectKind.KEY)
    profile.first_seen_s = BEGIN_S - 30 * DAY_S
    profile.arrived(arrival(BEGIN_S))

    assert profile.age_s == 30 * DAY_S


@pytest.mark.parametrize(
    ("kind", "least_an_hour"), [(SubjectKind.KEY, 60), (SubjectKind.TEAM, 300)]
)
def test_little_is_allowed_for_whatever_was_usual(kind: SubjectKind, least_an_hour: int) -> None:
    subject = Subject(kind=kind)
    subject.asks([subject.lives(weeks=1) + 9 * HOUR_S])

    assert subject.profile.recent is not None
    assert 3600 * subject.profile.recent.requests.allowed_per_s == pytest.approx(least_an_hour)


def test_three_times_the_usual_is_allowed_for() -> None:
    subject = Subject()
    begin_s = subject.lives(weeks=0)
    subject.asks(begin_s + 20 * each for each in range(21 * 24 * 180))

    assert subject.profile.usual_hour_requests == pytest.approx(180, rel=0.05)
    assert subject.profile.recent is not None
    assert 3600 * subject.profile.recent.requests.allowed_per_s == pytest.approx(540, rel=0.05)


def test_spend_of_days_and_hours_is_learned() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3)
    subject.asks([monday_s + 9 * HOUR_S])

    assert subject.profile.days.usual_usd == pytest.approx(0.2)
    assert subject.profile.usual_hour_usd == pytest.approx(0.02, rel=0.6)


def test_a_subject_that_rests_can_forget_its_last_minutes() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S
    subject.profile.forget_recent()

    assert "burst" in subject.asks(monday_s + second for second in range(60))


def test_an_end_without_a_beginning_is_noted_too() -> None:
    profile = Profile(SubjectKind.USER)
    profile.departed(departure(BEGIN_S))

    assert profile.days.usd == 0.01
    assert profile.seen_requests == 0
