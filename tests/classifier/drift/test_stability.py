"""Tests of `classifier.drift.stability`."""

from math import log

import numpy as np
import pytest

from classifier.drift.stability import chance_limit, stability_index


def test_the_same_shares_have_an_index_of_nothing() -> None:
    assert stability_index(np.array([10, 30, 60]), np.array([100, 300, 600])) < 0.01
    assert stability_index(np.array([50, 50]), np.array([50, 50])) == 0


def test_the_index_is_that_of_the_textbook() -> None:
    large = 10**9  # the prior of half a prompt a bin vanishes beside it
    expected, found = np.array([5, 3, 2]) * large, np.array([3, 3, 4]) * large

    by_hand = (0.3 - 0.5) * log(0.3 / 0.5) + (0.4 - 0.2) * log(0.4 / 0.2)

    assert stability_index(expected, found) == pytest.approx(by_hand, rel=1e-6)


def test_an_empty_bin_makes_it_great_and_not_infinite() -> None:
    assert 0.25 < stability_index(np.array([1_000, 0]), np.array([700, 300])) < 10


def test_one_bin_cannot_move() -> None:
    assert stability_index(np.array([7]), np.array([900])) == 0
    assert chance_limit(1, expected=7, observed=900, level=0.01) == 0


@pytest.mark.parametrize("level", [0.2, 0.05])
def test_chance_passes_its_limit_as_often_as_it_says(level: float) -> None:
    random = np.random.default_rng(3)
    shares = np.full(10, 0.1)
    limit = chance_limit(10, expected=2_000, observed=300, level=level)
    passed = [
        stability_index(random.multinomial(2_000, shares), random.multinomial(300, shares)) > limit
        for _ in range(2_000)
    ]

    assert np.mean(passed) == pytest.approx(level, abs=0.35 * level)


def test_fewer_prompts_move_further_by_chance() -> None:
    few = chance_limit(10, expected=2_000, observed=200, level=0.01)

    assert few > 0.1 > chance_limit(10, expected=2_000, observed=2_000, level=0.01)
