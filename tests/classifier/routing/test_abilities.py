"""Are abilities those that made the outcomes, on the scale of difficulty?"""

import numpy as np
import pytest

from classifier.routing.abilities import ANY_TASK, abilities_of

MODELS = ("weak", "strong")


def test_abilities_by_task_are_recovered() -> None:
    random = np.random.default_rng(0)
    difficulty = random.normal(0, 1, 4_000)
    tasks = ["math", "qa"] * 2_000
    truth = np.where(np.array(tasks)[:, np.newaxis] == "math", [[-1.0, 2.0]], [[0.5, 1.0]])
    chances = 1 / (1 + np.exp(-(truth - difficulty[:, np.newaxis])))
    scores = (random.random(chances.shape) < chances).astype(np.float64)

    found = abilities_of(MODELS, scores, difficulty=difficulty, tasks=tasks)

    assert found["weak"]["math"] == pytest.approx(-1.0, abs=0.2)
    assert found["strong"]["math"] == pytest.approx(2.0, abs=0.25)
    assert found["weak"]["qa"] == pytest.approx(0.5, abs=0.2)
    assert found["weak"][ANY_TASK] < found["strong"][ANY_TASK]


def test_a_task_that_a_model_was_not_seen_at_has_no_entry() -> None:
    scores = np.array([[1.0, np.nan], [0.0, 1.0]] * 20)

    found = abilities_of(MODELS, scores, difficulty=np.zeros(40), tasks=["math", "qa"] * 20)

    assert set(found["weak"]) == {ANY_TASK, "math", "qa"}
    assert set(found["strong"]) == {ANY_TASK, "qa"}
