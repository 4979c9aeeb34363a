"""Tests of `router.core.finding_feedback`."""

from router.core.finding_feedback import MOST, USUAL, after


def test_a_false_alarm_raises_the_threshold_by_half() -> None:
    assert after(USUAL, is_false=True) == 1.5


def test_it_is_never_raised_without_end() -> None:
    factor = USUAL
    for _ in range(50):
        factor = after(factor, is_false=True)

    assert factor == MOST


def test_what_was_true_lowers_it_a_little_and_never_below_the_detectors_own() -> None:
    assert after(2.0, is_false=False) == 1.8
    assert after(1.05, is_false=False) == USUAL
