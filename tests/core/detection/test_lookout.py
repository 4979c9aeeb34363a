"""Tests of `router.core.detection.lookout`."""

from dataclasses import replace

import pytest

from router.core.detection.settings import ColdStart, Detection, Hard, KindSettings
from router.core.finding import SubjectKind
from router.core.finding_feedback import MOST
from router.core.sighting import Arrival, Origin
from tests.core.detection.traffic import HOUR_S, Subject, arrival, departure


def _burst(subject: Subject) -> list[str]:
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S
    return subject.asks(monday_s + second for second in range(60))


def _worst(came: Arrival, *, number: int) -> Arrival:
    """From ever new networks and programs, the same for premium by name."""
    origin = Origin(network=f"network-{number}", client=f"client-{number}")
    return replace(came, origin=origin, wants_premium=True, fingerprint="same", sketch=7)


def test_a_detector_that_is_off_does_not_look() -> None:
    off = Detection(kinds={"burst": KindSettings(is_on=False)})

    assert "burst" not in _burst(Subject(detection=off))


def test_sensitivity_of_all_and_of_one_multiply() -> None:
    calm = Detection(sensitivity=0.5, kinds={"burst": KindSettings(sensitivity=0.5)})
    usual = Subject()
    _burst(usual)

    assert "burst" not in _burst(Subject(detection=calm))
    wary = Subject(detection=Detection(sensitivity=2))
    _burst(wary)
    assert len(wary.raised) > len(usual.raised)


def test_feedback_raises_the_bar_of_one_kind() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S
    subject.asks(monday_s + second for second in range(60))
    strength = subject.last("burst").score

    made = arrival(monday_s + 60)
    spared = subject.lookout.arrived(
        made, subject.profile, of=SubjectKind.KEY, factors={"burst": 2 * strength}
    )
    (found,) = subject.lookout.arrived(
        replace(made, at_s=made.at_s + 1), subject.profile, of=SubjectKind.KEY, factors={"loop": 9}
    )
    assert spared == []
    assert found.kind == "burst"


@pytest.mark.parametrize("kind", ["premium_shift", "long_outputs", "repetition", "leaked_key"])
def test_however_often_false_alarms_were_called_the_worst_is_still_found(kind: str) -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S
    found: set[str] = set()
    for each in range(40):
        came = _worst(arrival(monday_s + 60 * each), number=each)
        went = replace(departure(came.at_s), caller=came.caller, output_tokens=9_000)
        for alarms in (
            subject.lookout.arrived(came, subject.profile, of=subject.kind, factors={kind: MOST}),
            subject.lookout.departed(went, subject.profile, of=subject.kind, factors={kind: MOST}),
        ):
            found.update(alarm.kind for alarm in alarms)

    assert kind in found


def test_a_bar_that_the_policy_itself_sets_higher_stays() -> None:
    deaf = Detection(kinds={"premium_shift": KindSettings(sensitivity=0.1)})
    subject = Subject(detection=deaf)
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    for each in range(40):
        came = _worst(arrival(monday_s + 60 * each), number=each)
        alarms = subject.lookout.arrived(
            came, subject.profile, of=subject.kind, factors={"premium_shift": MOST}
        )
        assert "premium_shift" not in {alarm.kind for alarm in alarms}


def test_a_finding_lasts_as_long_as_the_policy_says() -> None:
    long = Detection(lasts_minutes=10, kinds={"burst": KindSettings(lasts_minutes=2)})
    subject = Subject(detection=long)
    _burst(subject)

    assert subject.last("burst").lasts_s == 120


def test_without_history_only_hard_limits_act() -> None:
    subject = Subject(detection=Detection(hard=Hard(requests_per_minute=50)))
    begin_s = subject.lives(weeks=0)

    assert subject.asks(begin_s + second / 2 for second in range(60)) == ["burst"]
    alarm = subject.last("burst")
    assert alarm.is_hard
    assert subject.lookout.may_act(alarm, subject.profile)
    assert not subject.lookout.may_act(replace(alarm, is_hard=False), subject.profile)


def test_with_history_a_subject_is_judged_by_its_past() -> None:
    subject = Subject(detection=Detection(hard=Hard(requests_per_minute=1)))
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S
    subject.raised.clear()

    assert subject.asks(monday_s + second for second in range(5)) == []
    assert subject.lookout.has_history(subject.profile)


def test_how_much_history_is_enough_is_a_setting() -> None:
    subject = Subject(detection=Detection(cold_start=ColdStart(requests=0, days=0)))
    subject.asks([subject.lives(weeks=0)])

    assert subject.lookout.has_history(subject.profile)
