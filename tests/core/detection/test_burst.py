"""Tests of `router.core.detection.burst`."""

from dataclasses import replace

from router.core.finding import SubjectKind
from router.core.sighting import Arrival
from tests.core.detection.traffic import DAY_S, HOUR_S, Subject


def test_a_script_with_a_request_a_second_is_found_within_a_minute() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    assert "burst" in subject.asks(monday_s + second for second in range(60))
    alarm = subject.last("burst")
    assert alarm.score >= 1
    assert "within" in alarm.explanation
    assert alarm.evidence["requests"] >= 40
    assert alarm.evidence["usual_requests_per_hour"] < 10


def test_a_script_with_a_request_each_twenty_seconds_is_found_within_an_hour() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    assert "burst" in subject.asks(monday_s + 20 * each for each in range(180))


def test_ten_requests_pasted_in_a_minute_are_no_burst() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    assert subject.asks(monday_s + 5 * each for each in range(10)) == []


def test_an_honest_month_raises_nothing() -> None:
    subject = Subject()
    subject.lives(weeks=4)

    assert subject.raised == []


def test_turns_of_one_conversation_count_less_than_new_requests() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    def agent(made: Arrival) -> Arrival:
        return replace(made, thread="run", input_tokens=int(made.at_s - monday_s))

    assert subject.asks((monday_s + 2 * each for each in range(50)), arriving=agent) == []
    recent = subject.profile.recent
    assert recent is not None
    assert (recent.requests.events, recent.requests.amount) == (50, 1 + 49 / 4)


def test_a_batch_that_runs_every_night_is_usual_in_its_third_week() -> None:
    subject = Subject()
    begin_s = subject.lives(weeks=0) + 2 * HOUR_S
    for night in range(14):
        subject.asks(begin_s + night * DAY_S + 3 * each for each in range(300))
    subject.raised.clear()

    assert subject.asks(begin_s + 14 * DAY_S + 3 * each for each in range(300)) == []


def test_what_costs_next_to_nothing_is_reported_only_when_it_is_huge() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    def kinds(count: int, *, after_s: float) -> list[str]:
        moments = (monday_s + after_s + each / 4 for each in range(count))
        return subject.asks(moments, departing=lambda made: replace(made, cost_usd=0.0001))

    assert "burst" not in kinds(150, after_s=0)
    assert "burst" in kinds(600, after_s=3 * HOUR_S)


def test_of_a_team_far_more_is_usual_than_of_a_person() -> None:
    subject = Subject(kind=SubjectKind.TEAM)
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    assert subject.asks(monday_s + second for second in range(100)) == []
    assert "burst" in subject.asks(monday_s + 100 + second for second in range(300))


def test_a_subject_of_less_than_a_day_has_no_usual_pace() -> None:
    subject = Subject()

    assert subject.asks(subject.lives(weeks=0) + second for second in range(120)) == []
