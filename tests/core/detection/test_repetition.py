"""Tests of `router.core.detection.repetition`."""

from dataclasses import replace

from router.core.finding import SubjectKind
from router.core.sighting import Arrival
from tests.core.detection.traffic import HOUR_S, Subject


def _near(made: Arrival) -> Arrival:
    return replace(made, sketch=0xF0F0F0F0F0F0F0F0 ^ (1 << int(made.at_s) % 64))


def test_near_duplicates_by_sketch_are_found_without_a_burst() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    moments = (monday_s + 65 * each for each in range(40))
    assert subject.asks(moments, arriving=_near) == ["repetition"]
    alarm = subject.last("repetition")
    assert "nearly equal intervals" in alarm.explanation
    assert alarm.evidence["repeated_prompts"] >= 20


def test_equal_fingerprints_are_found_without_a_sketch() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    kinds = subject.asks(
        (monday_s + 65 * each for each in range(40)),
        arriving=lambda made: replace(made, fingerprint="same", sketch=None, thread=None),
    )
    assert kinds == ["repetition"]


def test_a_person_who_asks_the_same_ten_times_is_spared() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    assert subject.asks((monday_s + 20 * each for each in range(10)), arriving=_near) == []


def test_a_program_that_always_fills_a_template_is_spared() -> None:
    subject = Subject()
    begin_s = subject.lives(weeks=0)
    subject.asks((begin_s + 120 * each for each in range(8000)), arriving=_near)
    subject.raised.clear()

    moments = (begin_s + 120 * each for each in range(8000, 8100))
    assert subject.asks(moments, arriving=_near) == []


def test_turns_that_an_agent_adds_to_one_conversation_are_no_repetition() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    def step(made: Arrival) -> Arrival:
        tokens = int(made.at_s - monday_s) + 1
        return replace(made, fingerprint="same", thread="run", input_tokens=tokens)

    assert subject.asks((monday_s + 65 * each for each in range(40)), arriving=step) == []


def test_only_keys_remember_prompts() -> None:
    subject = Subject(kind=SubjectKind.USER)
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S
    subject.asks((monday_s + 65 * each for each in range(40)), arriving=_near)

    assert subject.raised == []
    assert subject.profile.recent is not None
    assert subject.profile.recent.repeats is None
