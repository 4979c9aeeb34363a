"""Tests of `classifier.drift.report`."""

import pytest

from classifier.drift.report import LEAST, DriftReport
from classifier.drift.shift import Level, Shift
from classifier.drift.two_sample import TwoSample

MODERATE = Shift("feature", "length", 0.2, 0.01, "longer")
GREAT = Shift("label", "task", 0.5, 0.01, "other tasks")
STILL = Shift("feature", "code", 0.05, 0.01, "no more code")
SAID_BY_ANOTHER = Shift("feature", "step", 0.4, 0.01, None)


def report(*shifts: Shift, two_sample: TwoSample | None = None) -> DriftReport:
    return DriftReport(before=LEAST, now=LEAST, shifts=shifts, two_sample=two_sample)


def test_the_level_is_that_of_what_moved_most() -> None:
    assert report(STILL).level is Level.NONE
    assert report(STILL, MODERATE).level is Level.MODERATE
    assert report(GREAT, MODERATE).level is Level.GREAT


def test_reasons_tell_inputs_before_predictions_and_nothing_twice() -> None:
    assert report(GREAT, STILL, MODERATE, SAID_BY_ANOTHER).reasons == ["longer", "other tasks"]
    assert [shift.name for shift in report(MODERATE, GREAT).moved] == ["task", "length"]


def test_of_many_features_only_those_that_moved_most_are_told_and_predictions_always() -> None:
    many = [Shift("feature", str(n), 1 + n, 0.01, f"reason {n}") for n in range(20)]

    told = report(*many, GREAT).reasons

    assert told == [*(f"reason {n}" for n in range(19, 13, -1)), "other tasks"]


@pytest.mark.parametrize(
    ("auc", "p_value", "level"),
    [
        (0.8, 0.001, Level.GREAT),
        (0.6, 0.001, Level.MODERATE),
        (0.55, 0.001, Level.NONE),
        (0.8, 0.02, Level.NONE),
    ],
)
def test_two_samples_count_where_they_are_told_apart_often_and_surely(
    auc: float, p_value: float, level: Level
) -> None:
    found = report(two_sample=TwoSample(auc=auc, p_value=p_value))

    assert found.level is level
    assert bool(found.reasons) == (level is not Level.NONE)
    assert bool(found.advice) == (level is not Level.NONE)
