"""Tests of `router.core.detection.odd_hours`."""

from router.core.finding import SubjectKind
from tests.core.detection.traffic import DAY_S, HOUR_S, Subject


def test_a_night_of_work_where_there_was_none_is_found() -> None:
    subject = Subject()
    night_s = subject.lives(weeks=3) + 22 * HOUR_S

    assert subject.asks(night_s + 100 * each for each in range(100)) == ["odd_hours"]
    alarm = subject.last("odd_hours")
    assert alarm.evidence["requests"] == 100
    assert "usually nothing is asked" in alarm.explanation


def test_so_is_a_weekend() -> None:
    subject = Subject()
    sunday_s = subject.lives(weeks=3) - DAY_S + 3 * HOUR_S

    assert subject.asks(sunday_s + 100 * each for each in range(100)) == ["odd_hours"]


def test_an_incident_at_night_is_none() -> None:
    subject = Subject()
    night_s = subject.lives(weeks=3) + 22 * HOUR_S

    assert subject.asks(night_s + 200 * each for each in range(40)) == []


def test_busy_hours_of_a_work_day_are_not_odd() -> None:
    subject = Subject()
    noon_s = subject.lives(weeks=3) + 11 * HOUR_S

    assert subject.asks(noon_s + 100 * each for each in range(100)) == []


def test_whose_nights_are_not_known_yet_is_not_judged() -> None:
    subject = Subject()
    night_s = subject.lives(weeks=1) + 22 * HOUR_S

    assert subject.asks(night_s + 100 * each for each in range(100)) == []


def test_one_person_at_night_is_not_the_night_of_a_team() -> None:
    subject = Subject(kind=SubjectKind.TEAM)
    night_s = subject.lives(weeks=3) + 22 * HOUR_S

    assert subject.asks(night_s + 100 * each for each in range(100)) == []


def test_a_usual_day_of_a_team_at_night_is_told_of_people_and_two_are_of_the_team() -> None:
    subject = Subject(kind=SubjectKind.TEAM)
    night_s = subject.lives(weeks=3) + 22 * HOUR_S
    subject.profile.days.usual_requests = 250.0

    assert "odd_hours" not in subject.asks(night_s + 45 * each for each in range(400))
    assert "odd_hours" in subject.asks(night_s + 45 * each for each in range(400, 500))
