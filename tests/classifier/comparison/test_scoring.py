"""Tests of `classifier.comparison.scoring`."""

from math import comb

import numpy as np
import pytest

from classifier.comparison.scoring import mcnemar, score
from classifier.evaluation.metrics import macro_f1

TRUTH = ["low", "high"] * 100


def wrong_on(count: int, *, start: int = 0) -> list[str]:
    """Guesses that are wrong on so many prompts from `start` on."""
    swap = {"low": "high", "high": "low"}
    return [swap[t] if start <= i < start + count else t for i, t in enumerate(TRUTH)]


def groups(size: int = 1) -> list[str]:
    return [str(i // size) for i in range(len(TRUTH))]


@pytest.mark.parametrize(
    ("better", "worse", "p_value"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        (0, 6, 2 / 2**6),
        (10, 2, 2 * (1 + 12 + comb(12, 2)) / 2**12),
        (2_000, 1_000, 0.0),
    ],
)
def test_mcnemar_is_the_exact_binomial(better: int, worse: int, p_value: float) -> None:
    assert mcnemar(better, worse) == pytest.approx(p_value, abs=1e-12)
    assert mcnemar(better, worse) == mcnemar(worse, better)


def test_figures_are_those_of_the_metrics() -> None:
    guesses = wrong_on(30), wrong_on(10)

    found = score(TRUTH, guesses, groups=groups())

    assert found.accuracy == (0.85, 0.95)
    assert found.macro_f1 == pytest.approx([macro_f1(TRUTH, own) for own in guesses])
    assert (found.better, found.worse, found.prompts) == (20, 0, 200)
    assert found.interval[0] < found.macro_f1[1] - found.macro_f1[0] < found.interval[1]


def test_what_is_right_more_often_is_better_and_the_other_way_round_worse() -> None:
    assert score(TRUTH, (wrong_on(30), wrong_on(10)), groups=groups()).verdict == "better"
    assert score(TRUTH, (wrong_on(10), wrong_on(30)), groups=groups()).verdict == "worse"


def test_a_difference_of_chance_is_none() -> None:
    found = score(TRUTH, (wrong_on(10), wrong_on(11, start=100)), groups=groups())

    assert found.verdict == "no clear difference"


def test_variants_of_one_prompt_widen_the_interval() -> None:
    guesses = wrong_on(60), wrong_on(40)

    alone = score(TRUTH, guesses, groups=groups()).interval
    together = score(TRUTH, guesses, groups=groups(20)).interval

    assert together[1] - together[0] > 1.5 * (alone[1] - alone[0])


def test_equals_are_called_worse_seldom() -> None:
    random = np.random.default_rng(0)
    found = []
    for _ in range(100):
        guesses = [
            [
                t if right else "none"
                for t, right in zip(TRUTH, random.random(200) < 0.8, strict=True)
            ]
            for _ in range(2)
        ]
        found.append(score(TRUTH, (guesses[0], guesses[1]), groups=groups()).verdict)

    assert found.count("worse") <= 9  # by the two tests together some 3 to 4 of a hundred
