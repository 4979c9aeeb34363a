"""Are difficulty and ability found again where they are known?"""

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.special import expit
from sklearn.base import clone

from classifier.routing.outcomes import Floats
from classifier.routing.response import ItemResponse, _Posterior

ABILITIES = np.array([-0.5, 0.5, 1.5])
WEIGHTS = np.array([1.0, -0.7, 0.0, 0.0])


def drawn(prompts: int, seed: int = 0) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    features = random.normal(size=(prompts, len(WEIGHTS)))
    chances = expit(ABILITIES - (features @ WEIGHTS)[:, np.newaxis])
    return features, (random.random(chances.shape) < chances).astype(np.float64)


def test_abilities_and_difficulty_are_found() -> None:
    features, scores = drawn(4_000)

    found = ItemResponse(1.0, own_penalty=1e6, ability_deviation=5.0).fit(features, scores)

    assert found.abilities_ == pytest.approx(ABILITIES, abs=0.1)
    assert found.difficulty_weights_ == pytest.approx(WEIGHTS, abs=0.1)


def test_what_one_model_alone_is_bad_at_is_its_fit() -> None:
    features, scores = drawn(3_000)
    scores[:, 2] = expit(1.5 - 2 * features[:, 3]) > np.random.default_rng(1).random(3_000)

    found = ItemResponse(10.0, own_penalty=10.0).fit(features, scores)

    assert found.fits_[3, 2] - found.fits_[3, :2].mean() < -1.5


def test_missing_scores_are_learnt_from_the_other_models() -> None:
    features, scores = drawn(3_000)
    scores[:2_900, 2] = np.nan

    found = ItemResponse(1.0, own_penalty=100.0).fit(features, scores)

    chances = expit(ABILITIES[2] - features @ WEIGHTS)
    assert np.abs(found.predict(features)[:, 2] - chances).mean() < 0.06


def test_a_model_enters_with_a_handful_of_outcomes() -> None:
    features, scores = drawn(3_000)
    found = ItemResponse(1.0, own_penalty=3_000.0).fit(features, scores[:, :2])

    for start in range(0, 250, 25):
        handful = slice(start, start + 25)
        found.add_model(features[handful], scores[handful, 2])

    chances = expit(ABILITIES[2] - features @ WEIGHTS)[:, np.newaxis]
    errors = np.abs(found.predict(features)[:, 2:] - chances).mean(axis=0)
    of_an_average_model = np.abs(found.predict(features)[:, :2] - chances).mean()
    assert len(errors) == 10
    assert errors.mean() < 0.6 * of_an_average_model


def test_one_bad_answer_does_not_make_a_model_hopeless() -> None:
    features, scores = drawn(500)
    found = ItemResponse().fit(features, scores[:, :2])

    found.add_model(features[:1], np.zeros(1))

    assert found.abilities_[2] > found.abilities_[0] - 1.5


def test_with_a_strong_pull_all_models_share_one_difficulty() -> None:
    features, scores = drawn(500)

    found = ItemResponse(1.0, own_penalty=1e9).fit(features, scores)

    assert np.abs(found.fits_).max() < 1e-4


def test_the_slope_is_that_of_the_loss() -> None:
    features, scores = drawn(40)
    scores[3, 1] = np.nan
    task = _Posterior(
        features, scores, offsets=np.full(scores.shape, 0.3), scales=(0.5, 0.2, 0.9), centre=0.4
    )
    at = np.random.default_rng(2).normal(size=task.size)

    numeric = approx_fprime(at, lambda flat: task.loss(flat)[0])

    assert task.loss(at)[1] == pytest.approx(numeric, abs=1e-3)


def test_it_is_a_scikit_learn_estimator() -> None:
    assert clone(ItemResponse(7.0, own_penalty=5.0)).get_params()["own_penalty"] == 5.0
