"""Does the model of quality and cost learn what can be learnt?"""

import numpy as np
import pytest

from classifier.routing.outcomes import Floats, Outcomes
from classifier.routing.quality import QualityModel
from classifier.routing.traits import Traits
from tests.classifier.routing import invented

KNOWN = invented.outcomes(400)
FEATURES = Traits().fit(KNOWN.prompts).transform(KNOWN.prompts)


def gain_rank(model: QualityModel, judged: Outcomes, features: Floats) -> float:
    """How well predicted difficulty for the small model follows the truth."""
    predicted = model.predict(features)[:, 0]
    return float(np.corrcoef(predicted, invented.difficulty_of(judged))[0, 1])


def test_hard_prompts_are_known_as_such() -> None:
    train, judged = KNOWN.rows(np.arange(300)), KNOWN.rows(np.arange(300, 400))

    model = QualityModel(100.0, own_penalty=100.0)
    model.fit(FEATURES[:300], train.scores, groups=train.groups)

    assert gain_rank(model, judged, FEATURES[300:]) < -0.8


def test_a_difficulty_known_beforehand_helps_where_labels_are_few() -> None:
    few = np.arange(20)
    prior = invented.difficulty_of(KNOWN)

    told = QualityModel().fit(FEATURES[few], KNOWN.scores[few], prior=prior[few])
    untold = QualityModel().fit(FEATURES[few], KNOWN.scores[few])

    with_prior = np.corrcoef(told.predict(FEATURES, prior=prior)[:, 0], prior)[0, 1]
    without = np.corrcoef(untold.predict(FEATURES)[:, 0], prior)[0, 1]
    assert with_prior < without - 0.05


def test_costs_are_a_matter_of_the_prompt() -> None:
    costs = np.exp(FEATURES[:, :2]) * 1e-4

    model = QualityModel().fit(FEATURES[:300], KNOWN.scores[:300], costs_usd=costs[:300])

    errors = np.log(model.predict_costs(FEATURES[300:]) / costs[300:])
    assert np.abs(errors).mean() < 0.25


def test_without_costs_none_are_predicted() -> None:
    model = QualityModel().fit(FEATURES, KNOWN.scores)

    with pytest.raises(ValueError, match="without costs"):
        model.predict_costs(FEATURES)


def test_a_model_can_be_added() -> None:
    model = QualityModel().fit(FEATURES, KNOWN.scores, groups=KNOWN.groups)

    model.add_model(FEATURES[:10], KNOWN.scores[:10, 1])

    assert model.predict(FEATURES).shape == (400, 3)
