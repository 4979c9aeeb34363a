"""Does merging keep every outcome in its place?"""

import numpy as np
import pytest

from classifier.routing.merging import merged
from classifier.routing.outcomes import OutcomesError
from tests.classifier.routing import invented


def test_models_keep_their_outcomes_and_know_nothing_of_the_others() -> None:
    first, second = invented.outcomes(4), invented.outcomes(6, seed=1).of_models(["large"])

    both = merged([first, second])

    assert both.models == ("small", "large")
    assert both.prompts == (*first.prompts, *second.prompts)
    assert np.array_equal(both.scores[:4], first.scores)
    assert np.isnan(both.scores[4:, 0]).all()
    assert np.array_equal(both.scores[4:, 1], second.scores[:, 0])


def test_nothing_cannot_be_merged() -> None:
    with pytest.raises(OutcomesError, match="nothing to merge"):
        merged([])
