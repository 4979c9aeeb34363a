"""Tests of `router.cli.policy.standing_report`."""

from dataclasses import replace
from datetime import timedelta

from router.cli.policy.standing_report import canary_json, canary_lines, event_json, history_lines
from router.core.rollout.canary import CanaryPlan
from router.core.rollout.journal import Canary, Event, Step
from router.core.rollout.limit import Metric
from router.core.rollout.tally import Tally
from router.core.rollout.verdict import Figure
from router.services.watch_canary import Look
from tests.factories import NOON

FIGURE = Figure(
    metric=Metric.ERRORS,
    limit=0.02,
    canary=0.5,
    control=0.01,
    canary_n=60,
    control_n=540,
    rise=0.49,
    at_least=0.25,
    is_crossed=True,
)
CANARY = Canary(
    version="acme@2",
    plan=CanaryPlan(share=0.1, promote_after=timedelta(hours=24)),
    since=NOON,
)
LOOK = Look(
    head=1,
    canary=CANARY,
    tally=Tally(requests=60),
    control=Tally(requests=1_540),
    control_is="the requests that were not drawn, in the same time",
    figures=[FIGURE, replace(FIGURE, at_least=0.0, is_crossed=False)],
)
HALTED = Event(
    seq=2,
    step=Step.HALTED,
    at=NOON,
    author="tierwise",
    message="errors",
    version="acme@2",
    figures=(FIGURE,),
)


def test_each_figure_says_whether_its_limit_was_crossed() -> None:
    lines = list(canary_lines(LOOK))

    assert lines[0] == "canary    acme@2 on 10% of the conversations since 2026-11-20 12:00 UTC"
    assert lines[1] == "          60 requests, beside 1,540 of"
    assert lines[3].startswith("          CROSSED errors 50.0% against 1.0%: +49.0 points")
    assert lines[4].startswith("          ok errors")
    assert lines[5] == "          It comes into force by itself after 24 h."
    assert len(lines) == 6


def test_a_figure_without_enough_requests_is_marked() -> None:
    unknown = replace(LOOK, figures=[replace(FIGURE, at_least=None, is_crossed=False)])

    lines = list(canary_lines(unknown))

    assert lines[3].startswith("          ? errors")
    assert lines[4] == "          ? too few to judge: 50 of each side are needed"


def test_a_halted_canary_says_who_halted_it_why_and_what_to_do() -> None:
    lines = list(canary_lines(replace(LOOK, canary=replace(CANARY, halt=HALTED))))

    assert lines[1] == "          halted 2026-11-20 12:00 UTC by tierwise: errors"
    assert "tierwise policy rollback" in lines[2]
    assert not any("by itself" in line for line in lines)


def test_for_programs_there_are_plain_values() -> None:
    found = canary_json(LOOK)

    assert found is not None
    assert (found["version"], found["promote_after_s"], found["halted"]) == ("acme@2", 86_400, None)
    assert (found["requests"], found["control_requests"]) == (60, 1_540)
    record = event_json(HALTED)
    assert (record["step"], record["at"]) == ("halted", "2026-11-20T12:00:00+00:00")
    assert record["figures"] == [
        {
            "metric": "errors",
            "limit": 0.02,
            "canary": 0.5,
            "control": 0.01,
            "canary_n": 60,
            "control_n": 540,
            "rise": 0.49,
            "at_least": 0.25,
            "is_crossed": True,
        }
    ]


def test_every_step_can_be_told() -> None:
    events = [
        Event(seq=n, step=step, at=NOON, author="ada", message="m", version="acme@1")
        for n, step in enumerate(Step, start=1)
    ]

    lines = list(history_lines(events))

    assert len(lines) == 2 * len(Step)
    assert all("ada " in line and "acme@1" in line for line in lines[::2])
