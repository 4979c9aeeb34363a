"""Tests of `router.core.detection.premium_shift`."""

from dataclasses import replace

from router.core.finding import SubjectKind
from router.core.sighting import Arrival
from tests.core.detection.traffic import HOUR_S, Subject


def _wants(made: Arrival) -> Arrival:
    return replace(made, wants_premium=True)


def test_a_sudden_wish_for_premium_by_name_is_found() -> None:
    subject = Subject(kind=SubjectKind.USER)
    monday_s = subject.lives(weeks=2) + 8 * HOUR_S

    moments = (monday_s + 600 * each for each in range(20))
    assert subject.asks(moments, arriving=_wants) == ["premium_shift"]
    assert "ask for premium by name" in subject.last("premium_shift").explanation


def test_a_dozen_for_one_hard_piece_of_work_is_none() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=2) + 8 * HOUR_S

    assert subject.asks((monday_s + 600 * each for each in range(12)), arriving=_wants) == []
    assert subject.asks(monday_s + 600 * each for each in range(12, 40)) == []


def test_who_always_wants_premium_has_not_shifted() -> None:
    subject = Subject()
    begin_s = subject.lives(weeks=0)

    moments = (begin_s + 1800 * each for each in range(600))
    assert subject.asks(moments, arriving=_wants) == []


def test_what_a_whole_team_asks_for_is_not_judged() -> None:
    subject = Subject(kind=SubjectKind.TEAM)
    monday_s = subject.lives(weeks=2) + 8 * HOUR_S

    assert subject.asks((monday_s + 600 * each for each in range(30)), arriving=_wants) == []


def test_what_a_thief_asked_is_not_held_against_the_owner_later() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=2) + 8 * HOUR_S
    subject.asks((monday_s + 20 * each for each in range(30)), arriving=_wants)

    assert subject.asks([monday_s + 4 * HOUR_S], arriving=_wants) == []
