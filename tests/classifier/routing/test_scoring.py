"""Do figures sum up trials fairly?"""

import math
from dataclasses import replace

import numpy as np
import pytest

from classifier.routing.experiments import Trial
from classifier.routing.methods import Predicted
from classifier.routing.outcomes import Floats
from classifier.routing.scoring import NO_SKILL, score_many, score_pair
from tests.classifier.routing import invented

KNOWN = invented.outcomes(300)
ONE_FOLD = np.zeros(300, np.intp)


def trial(scores: Floats, *, folds: np.ndarray[tuple[int], np.dtype[np.intp]] = ONE_FOLD) -> Trial:
    return Trial(KNOWN, {"method": Predicted(scores, KNOWN.costs_usd)}, folds=folds)


def test_the_truth_recovers_more_than_chance_and_its_reverse_less() -> None:
    best, worst = (score_pair([trial(scores)])[0] for scores in (KNOWN.scores, 1 - KNOWN.scores))

    assert best.apgr > 0.9
    assert worst.apgr < 0.3
    assert best.apgr_interval[0] < best.apgr < best.apgr_interval[1]
    assert best.cpt50 < worst.cpt50


def test_folds_of_different_level_are_compared_by_rank() -> None:
    """A fold whose model is shifted as a whole must not be sent to the strong model as a whole."""
    folds = np.arange(300) % 2
    shifted = KNOWN.scores.copy()
    shifted[folds == 1, 1] += 5.0

    assert score_pair([trial(shifted, folds=folds)])[0].apgr == pytest.approx(
        score_pair([trial(KNOWN.scores, folds=folds)])[0].apgr, abs=0.02
    )


def test_several_trials_are_averaged_and_their_scatter_widens_the_interval() -> None:
    same = score_pair([trial(KNOWN.scores), trial(KNOWN.scores)])[0]
    mixed = score_pair([trial(KNOWN.scores), trial(1 - KNOWN.scores)])[0]

    assert same.apgr_deviation == pytest.approx(0)
    assert mixed.apgr == pytest.approx(
        (same.apgr + score_pair([trial(1 - KNOWN.scores)])[0].apgr) / 2
    )
    assert mixed.apgr_interval[1] - mixed.apgr_interval[0] > 3 * (
        same.apgr_interval[1] - same.apgr_interval[0]
    )


def test_no_skill_stands_first_and_the_truth_beats_it() -> None:
    none, best = score_many([trial(KNOWN.scores)])

    assert none.method == NO_SKILL
    assert best.aiq > none.aiq + 0.05
    assert best.cost_share < none.cost_share


def test_a_quality_that_is_never_reached_has_no_cost() -> None:
    only_small = np.tile([1.0, 0.0], (300, 1))

    assert math.isnan(score_many([trial(only_small)])[1].cost_share)


def test_several_trials_of_many_models_are_averaged() -> None:
    rows = score_many([trial(KNOWN.scores), trial(1 - KNOWN.scores)])
    apart = [score_many([trial(scores)])[1].aiq for scores in (KNOWN.scores, 1 - KNOWN.scores)]

    assert rows[1].aiq == pytest.approx(sum(apart) / 2)


def test_methods_of_another_name_keep_it() -> None:
    renamed = replace(trial(KNOWN.scores), predicted={"x": trial(KNOWN.scores).predicted["method"]})

    assert [row.method for row in score_pair([renamed])] == ["x"]
