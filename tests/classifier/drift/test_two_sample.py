"""Tests of `classifier.drift.two_sample`."""

import numpy as np
import pytest

from classifier.drift.two_sample import TwoSample, tell_apart


def apart(seed: int, *, shift: float = 0.0, spread: float = 1.0, size: int = 150) -> TwoSample:
    random = np.random.default_rng(seed)
    before, now = random.normal(size=(size, 6)), random.normal(size=(size, 6))
    now[:, 2] = now[:, 2] * spread + shift
    return tell_apart(before, now, seed=seed)


def test_what_is_drawn_alike_is_told_apart_no_oftener_than_the_p_value_says() -> None:
    found = [apart(seed) for seed in range(40)]

    assert np.mean([one.auc for one in found]) == pytest.approx(0.5, abs=0.02)
    assert sum(one.p_value <= 0.05 for one in found) <= 6  # 2 expected
    assert sum(one.p_value <= 0.5 for one in found) == pytest.approx(20, abs=9)


def test_a_shift_is_found() -> None:
    found = apart(1, shift=1.0)

    assert found.auc > 0.65
    assert found.p_value == 1 / 500


def test_a_change_of_spread_alone_is_found() -> None:
    found = apart(2, spread=4.0)

    assert found.auc > 0.65
    assert found.p_value == 1 / 500


def test_the_same_seed_gives_the_same_answer() -> None:
    assert apart(5) == apart(5)


def test_features_that_are_the_same_everywhere_tell_nothing() -> None:
    found = tell_apart(np.zeros((50, 3)), np.zeros((50, 3)), seed=0)

    assert found.p_value > 0.01


def test_large_samples_are_thinned_and_unequal_ones_compared() -> None:
    random = np.random.default_rng(0)

    found = tell_apart(random.normal(size=(5_000, 2)), random.normal(size=(200, 2)), seed=0)

    assert found.auc == pytest.approx(0.5, abs=0.1)
