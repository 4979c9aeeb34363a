"""Are the figures of RouteLLM's protocol what they are said to be?"""

import numpy as np
import pytest

from classifier.routing.pair_curve import PairCurve, weighted_apgr

WEAK = np.array([1.0, 1.0, 0.0, 0.0])
STRONG = np.array([1.0, 1.0, 1.0, 1.0])


def curve(scores: list[float]) -> PairCurve:
    return PairCurve.of(np.array(scores), weak=WEAK, strong=STRONG)


def test_the_curve_leads_from_the_weak_model_to_the_strong_one() -> None:
    assert curve([0, 0, 1, 1]).quality.tolist() == [0.5, 0.75, 1.0, 1.0, 1.0]


def test_the_best_order_recovers_most_and_its_reverse_least() -> None:
    best, worst = curve([0, 0, 1, 1]).apgr, curve([1, 1, 0, 0]).apgr

    assert best == pytest.approx(0.75)
    assert best + worst == pytest.approx(1.0)


def test_equal_scores_are_chance_exactly() -> None:
    assert curve([3, 3, 3, 3]).apgr == pytest.approx(0.5)
    assert curve([3, 3, 3, 3]).cpt(0.8) == pytest.approx(0.8)


def test_auc_is_the_mean_quality() -> None:
    assert curve([0, 0, 1, 1]).auc == pytest.approx(0.5 + 0.5 * 0.75)


def test_cpt_is_the_least_share_of_strong_calls() -> None:
    best = curve([0, 0, 1, 1])

    assert best.cpt(0.5) == pytest.approx(0.25)
    assert best.cpt(0.8) == pytest.approx(0.4)
    assert curve([1, 1, 0, 0]).cpt(0.5) == pytest.approx(0.75)


def test_with_each_prompt_once_the_weighted_figure_is_the_same() -> None:
    random = np.random.default_rng(0)
    scores, weak, strong = random.random(50), random.random(50) * 0.5, random.random(50)

    figure = weighted_apgr(scores, weak=weak, strong=strong)

    assert figure(np.ones(50)) == pytest.approx(PairCurve.of(scores, weak=weak, strong=strong).apgr)
