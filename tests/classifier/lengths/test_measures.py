"""Do the figures say what their names claim?"""

import numpy as np
import pytest

from classifier.lengths.measures import pinball, score_lengths


def test_pinball_loss_is_least_at_the_quantile() -> None:
    truth = np.arange(1.0, 102.0)

    losses = [pinball(truth, np.full(101, guess), quantile=0.95) for guess in (51.0, 96.0, 101.0)]

    assert losses.index(min(losses)) == 1
    assert pinball(np.array([10.0]), np.array([4.0]), quantile=0.5) == pytest.approx(3.0)


def test_errors_are_ratios_and_coverage_is_counted_by_task() -> None:
    truth = np.array([100.0, 100.0, 100.0, 100.0])
    predicted = np.array([[50.0, 99.0], [200.0, 300.0], [200.0, 300.0], [50.0, 100.0]])

    score = score_lengths(truth, predicted, tasks=["qa", "qa", "math", "math"])

    assert score.median_log_error == pytest.approx(np.log(2))
    assert score.coverage95 == 0.75
    assert score.coverage95_by_task == {"math": 1.0, "qa": 0.5}
    assert score.line("ours").startswith("| ours | 0.693 |")
