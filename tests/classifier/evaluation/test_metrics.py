import numpy as np
import pytest

from classifier.evaluation.metrics import (
    accuracy,
    brier_score,
    calibration_error,
    confusion,
    coverage_curve,
    log_loss,
    macro_f1,
    macro_f1_of,
    reliability,
    share_interval,
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


def test_macro_f1_of_a_matrix_leaves_out_labels_that_do_not_occur() -> None:
    assert macro_f1_of(np.array([[2, 1, 0], [0, 1, 0], [0, 0, 0]])) == pytest.approx(
        macro_f1(TRUTH, GUESSES)
    )
    assert macro_f1_of(np.zeros((2, 2), np.int64)) == 0.0


def test_the_brier_score_is_nothing_for_sure_truths_and_two_for_sure_mistakes() -> None:
    sure = np.array([[1.0, 0.0], [1.0, 0.0]])
    assert brier_score(sure, np.array([0, 0])) == 0
    assert brier_score(sure, np.array([1, 1])) == 2
    assert brier_score(np.array([[0.5, 0.5]]), np.array([0])) == pytest.approx(0.5)


def test_log_loss_is_finite_even_where_the_truth_was_ruled_out() -> None:
    assert log_loss(np.array([[0.5, 0.5]]), np.array([0])) == pytest.approx(np.log(2))
    assert 20 < log_loss(np.array([[1.0, 0.0]]), np.array([1])) < 21


def test_bins_hold_confidence_accuracy_and_count_and_empty_ones_are_left_out() -> None:
    probabilities = np.array([[0.95, 0.05], [0.91, 0.09], [0.45, 0.55]])
    low, high = reliability(probabilities, is_right=[True, False, True])
    assert (low.accuracy, low.prompts, high.accuracy, high.prompts) == (1.0, 1, 0.5, 2)
    assert [low.confidence, high.confidence] == pytest.approx([0.55, 0.93])


def test_the_interval_of_a_share_is_wide_for_few_and_stays_within_bounds() -> None:
    assert share_interval(0, 0) == (0.0, 1.0)
    low, high = share_interval(3, 3)
    assert (0.4 < low < 0.45, high) == (True, 1.0)
    few, many = share_interval(5, 10), share_interval(500, 1000)
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
