"""Is what the ledger knows of true lengths learnt, and nothing else changed?"""

import numpy as np
import pytest

from classifier.lengths.asked import ASKED_NAMES
from classifier.lengths.fitting import LengthError
from classifier.lengths.ledger import LEAST_ANSWERS, BookedAnswer, learn_from_ledger
from classifier.lengths.model import Lengths
from classifier.lengths.row import ROW_NAMES
from tests.classifier.lengths.invented import DRIVER, features, probabilities

START = Lengths(intercepts=np.log([100.0, 400.0]), weights=np.ones((2, len(ROW_NAMES))) * 1e-3)


def booked(size: int, *, seed: int = 0) -> list[BookedAnswer]:
    """Answers three times as long as predicted, demanding ones five times that."""
    random = np.random.default_rng(seed)
    rows = []
    for demanding in random.integers(0, 2, size):
        factor = 3 * (5 if demanding else 1) * np.exp(random.normal(0, 0.2))
        rows.append(
            BookedAnswer(
                features=features(),
                probabilities=probabilities(float(demanding)),
                p50=100,
                p95=400,
                output_tokens=round(100 * factor),
            )
        )
    return rows


def test_the_correction_meets_the_true_lengths() -> None:
    learnt = learn_from_ledger(booked(600), start=START)

    plain, demanding = np.zeros(len(ROW_NAMES)), np.zeros(len(ROW_NAMES))
    demanding[DRIVER] = 1.0
    change = learnt.logarithms(plain) - START.logarithms(plain)
    assert np.exp(change[0]) == pytest.approx(3, rel=0.25)
    more = learnt.logarithms(demanding) - START.logarithms(demanding)
    assert np.exp(more[0]) == pytest.approx(15, rel=0.25)


def test_what_prompts_ask_for_keeps_its_weight() -> None:
    learnt = learn_from_ledger(booked(300), start=START)

    asked = slice(0, len(ASKED_NAMES))
    assert (learnt.weights[:, asked] == START.weights[:, asked]).all()


def test_too_few_answers_teach_nothing() -> None:
    with pytest.raises(LengthError, match="more traffic"):
        learn_from_ledger(booked(LEAST_ANSWERS - 1), start=START)


def test_answers_of_another_releases_features_are_refused() -> None:
    rows = [
        BookedAnswer(
            features={"other": 1.0},
            probabilities=probabilities(0.0),
            p50=100,
            p95=400,
            output_tokens=10,
        )
    ] * LEAST_ANSWERS

    with pytest.raises(LengthError, match="another release"):
        learn_from_ledger(rows, start=START)
