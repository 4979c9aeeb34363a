"""Do intervals cover what they should?"""

import math

import numpy as np
import pytest

from classifier.routing.intervals import bootstrap
from classifier.routing.outcomes import Floats


def mean_of(values: Floats) -> tuple[float, float]:
    return bootstrap(lambda w: float(np.average(values, weights=w)), len(values), seed=1)


def test_the_interval_of_a_mean_is_about_two_standard_errors_wide_on_each_side() -> None:
    values = np.random.default_rng(0).normal(size=400)

    low, high = mean_of(values)

    assert low < values.mean() < high
    assert (high - low) / 2 == pytest.approx(1.96 / 20, rel=0.2)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.arange(30.0)

    assert mean_of(values) == mean_of(values)


def test_a_figure_that_never_exists_has_no_interval() -> None:
    assert all(math.isnan(end) for end in bootstrap(lambda _: math.nan, 5, seed=0))
