"""Tests of `classifier.drift.judgement`: what is found, and how often without a reason."""

from dataclasses import replace

import numpy as np
import pytest

from classifier.drift.judgement import judge
from classifier.drift.report import LEAST, DriftReport
from classifier.drift.shift import FALSE_ALARMS, Acceptance, Level
from classifier.snapshot import Snapshot
from tests.classifier.drift.traffic import NAMES, observed


@pytest.fixture(scope="module")
def training() -> Snapshot:
    return Snapshot.of(observed(3_000, seed=0))


def judged(training: Snapshot, size: int = 500, *, seed: int = 1, **unusual: float) -> DriftReport:
    return judge(training, observed(size, seed=seed, **unusual))


@pytest.mark.parametrize(("size", "trials"), [(LEAST, 30), (1_000, 10)])
def test_where_nothing_moved_alarms_are_as_rare_as_stated(size: int, trials: int) -> None:
    alarms = [
        judge(
            Snapshot.of(observed(2_000, seed=2_000 + trial)),
            observed(size, seed=9_000 + trial),
            seed=trial,
        ).level
        is not Level.NONE
        for trial in range(trials)
    ]

    assert FALSE_ALARMS == 0.01
    assert sum(alarms) <= 1  # at that rate two of 30 happen in 1 of 27 runs; the seeds are fixed


def test_longer_prompts_are_found_and_told_as_such(training: Snapshot) -> None:
    report = judged(training, longer=3.0)

    assert report.level is Level.GREAT
    assert report.moved[0].name == "log_last_tokens"
    assert report.reasons[0].startswith("the turns that ask are 3.")
    assert report.two_sample is not None
    assert report.two_sample.auc > 0.6
    assert any("tierwise label" in line for line in report.advice)


def test_another_language_is_found_and_told_as_such(training: Snapshot) -> None:
    report = judged(training, kana=0.31)

    assert [shift.name for shift in report.moved] == ["script_kana"]
    assert report.reasons[0].startswith("Japanese kana: in 1% of prompts before, in 29%")


def test_a_moved_label_is_found_where_no_feature_moved(training: Snapshot) -> None:
    report = judged(training, high=0.45)

    (shift,) = report.moved
    assert (shift.kind, shift.name) == ("label", "priority")
    assert report.reasons[0].startswith("priority: ")
    assert "high 19% before, 47% now" in report.reasons[0]
    assert report.two_sample is not None
    assert report.two_sample.p_value > 0.01


def test_less_confidence_is_found(training: Snapshot) -> None:
    report = judged(training, sure=0.4)

    assert [shift.kind for shift in report.moved] == ["confidence"]
    assert report.reasons[0].startswith("confidence in priority is above ")


def test_more_abstentions_are_found_and_the_policys_default_is_named(training: Snapshot) -> None:
    report = judged(training, unsure=0.3)

    assert [shift.kind for shift in report.moved] == ["abstention"]
    assert "unsure 3% before, 30% now" in report.reasons[0]
    assert any("policy's default" in line for line in report.advice)


def test_a_shift_that_is_too_small_to_matter_is_none_however_sure_it_is(
    training: Snapshot,
) -> None:
    assert judged(training, 20_000, longer=1.1).level is Level.NONE


def test_below_the_least_number_nothing_is_said_whatever_happened(training: Snapshot) -> None:
    report = judged(training, LEAST - 1, longer=50.0)

    assert not report.is_judged
    assert (report.level, report.reasons, report.advice) == (Level.NONE, [], [])


def test_a_fall_of_acceptance_is_a_finding_of_its_own(training: Snapshot) -> None:
    report = judge(training, observed(500, seed=1), acceptance=Acceptance(900, 1_000, 700, 1_000))

    assert (report.moved, report.level) == ([], Level.GREAT)
    assert report.reasons == ["the share of accepted answers fell by 20%"]
    assert any("tierwise feedback" in line for line in report.advice)


def test_features_that_only_one_side_knows_are_passed_over(training: Snapshot) -> None:
    now = observed(500, seed=1, longer=3.0)
    renamed = replace(now, names=("a_new_feature", *NAMES[1:]))

    report = judge(training, renamed)

    assert {shift.name for shift in report.shifts if shift.kind == "feature"} == set(NAMES[1:])
    assert report.level is Level.NONE


def test_the_order_of_features_does_not_matter(training: Snapshot) -> None:
    now = observed(500, seed=1, kana=0.3)
    turned = replace(now, names=NAMES[::-1], rows=np.ascontiguousarray(now.rows[:, ::-1]))

    assert judge(training, turned).shifts == judge(training, now).shifts
