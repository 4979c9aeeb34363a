"""Are traits in standard deviations, bounded and named?"""

import numpy as np
import pytest

from classifier.routing.traits import LIMIT, Traits


def test_rows_are_standardised_and_bounded_and_have_names() -> None:
    prompts = [f"{'word ' * size}?" for size in range(1, 30)]
    traits = Traits().fit(prompts)

    rows = traits.transform([*prompts, "x" * 100_000])

    # Only a clipped prompt moves the mean away from nought.
    assert rows[:-1].mean(axis=0) == pytest.approx(0, abs=0.05)
    assert np.abs(rows).max() <= LIMIT
    assert rows.shape[1] == len(traits.get_feature_names_out())
