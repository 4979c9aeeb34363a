"""Tests of `router.core.detection.loop`."""

from dataclasses import replace

from router.core.sighting import Arrival
from tests.core.detection.traffic import DAY_S, HOUR_S, Subject


def _step(made: Arrival) -> Arrival:
    return replace(made, thread="run", input_tokens=int(made.at_s) % 100_000)


def test_an_agent_that_never_ends_is_found() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    assert subject.asks((monday_s + 30 * each for each in range(70)), arriving=_step) == ["loop"]
    assert subject.last("loop").evidence["requests"] == 70


def test_input_that_grows_without_end_is_found_sooner() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    def heavy(made: Arrival) -> Arrival:
        return replace(made, thread="run", input_tokens=100_000 + int(made.at_s - monday_s))

    assert subject.asks((monday_s + 30 * each for each in range(30)), arriving=heavy) == ["loop"]


def test_a_long_run_that_is_usual_for_the_key_is_spared() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=1) + 10 * HOUR_S
    for day in range(4):
        begin_s = monday_s + day * DAY_S
        subject.asks((begin_s + 30 * each for each in range(55)), arriving=_step)

    begin_s = monday_s + 4 * DAY_S
    assert subject.asks((begin_s + 30 * each for each in range(90)), arriving=_step) == []


def test_a_pause_ends_a_run() -> None:
    subject = Subject()
    monday_s = subject.lives(weeks=3) + 10 * HOUR_S

    assert subject.asks((monday_s + 200 * each for each in range(70)), arriving=_step) == []
