"""Is the hull the best that chance mixing reaches, and AIQ its mean height?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.routing.frontier import Frontier, Sweep, hull

points = st.lists(st.tuples(st.integers(1, 1_000), st.integers(0, 1_000)), min_size=1, max_size=12)


@given(points)
def test_no_point_lies_above_the_hull_and_it_never_falls(drawn: list[tuple[int, int]]) -> None:
    costs, quality = (np.array(values, np.float64) for values in zip(*drawn, strict=True))

    hull_costs, hull_quality = hull(costs, quality)

    assert (np.diff(hull_costs) > 0).all()
    assert (np.diff(hull_quality) > 0).all()
    assert (quality <= np.interp(costs, hull_costs, hull_quality) + 1e-9).all()


def test_a_dearer_and_worse_model_is_not_on_the_hull() -> None:
    costs, quality = hull(np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.4, 0.9]))

    assert costs.tolist() == [1.0, 3.0]
    assert quality.tolist() == [0.5, 0.9]


def test_aiq_is_the_mean_height_and_flat_behind_the_last_point() -> None:
    frontier = Frontier(np.array([1.0, 2.0]), np.array([0.0, 1.0]), (1.0, 3.0))

    assert frontier.aiq == pytest.approx(0.75)
    assert frontier.cost_of(0.5) == pytest.approx(1.5)
    assert np.isnan(frontier.cost_of(1.1))


def test_a_sweep_goes_from_the_best_answer_to_the_cheapest() -> None:
    scores = np.array([[0.0, 1.0], [1.0, 1.0]])
    costs = np.array([[1.0, 9.0], [1.0, 9.0]])

    sweep = Sweep.of(scores, costs, scores=scores, costs_usd=costs)

    assert sweep.scores[:, 0].tolist() == [1.0, 1.0]
    assert sweep.costs_usd[:, -1].tolist() == [1.0, 1.0]
    # Knowing the truth: the dear model is asked for the first prompt only.
    assert sweep.frontier(model_costs=np.array([1.0, 9.0])).cost_of(1.0) == pytest.approx(5.0)


def test_without_skill_two_models_are_mixed_by_chance() -> None:
    scores, costs = np.array([[0.0, 1.0]]), np.array([[1.0, 3.0]])

    frontier = Sweep.of_single_models(scores, costs_usd=costs).frontier(model_costs=costs[0])

    assert frontier.aiq == pytest.approx(0.5)
