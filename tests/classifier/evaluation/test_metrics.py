import numpy as np
import pytest

from classifier.evaluation.metrics import (
    accuracy,
    calibration_error,
    confusion,
    coverage_curve,
    macro_f1,
)

TRUTH = ["a", "a", "a", "b"]
GUESSES = ["a", "a", "b", "b"]


def test_macro_f1_is_the_mean_over_labels() -> None:
    assert macro_f1(TRUTH, GUESSES) == pytest.approx((0.8 + 2 / 3) / 2)


def test_a_label_that_is_only_guessed_counts_as_a_miss() -> None:
    assert macro_f1(["a"], ["b"]) == 0.0


def test_confusion_counts_truth_by_row() -> None:
    assert confusion(TRUTH, GUESSES, labels=["a", "b"]).tolist() == [[2, 1], [0, 1]]


def test_accuracy_of_nothing_is_zero() -> None:
    assert accuracy(TRUTH, GUESSES) == 0.75
    assert accuracy([], []) == 0.0


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    sure = np.array([[0.9, 0.1]] * 10)
    assert calibration_error(sure, is_right=[True] * 9 + [False]) == pytest.approx(0, abs=1e-9)
    assert calibration_error(sure, is_right=[False] * 10) == pytest.approx(0.9)


def test_the_coverage_curve_takes_the_most_confident_first() -> None:
    curve = coverage_curve([0.9, 0.5], is_right=[True, False], coverages=(1.0, 0.5))
    assert curve == [(1.0, 0.5), (0.5, 1.0)]
