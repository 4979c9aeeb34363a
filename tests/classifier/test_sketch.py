"""Tests of `classifier.sketch`."""

import numpy as np
import pytest
from numpy.typing import NDArray

from classifier.prediction import Classifier
from classifier.prompt import Prompt
from classifier.sketch import BITS, Sketcher

KEY = b"a key of tests"
ASKED = "Summarise the incident report of 12 March for the board in five sentences."
NEAR = "Summarise the incident report of 13 March for the board in five sentences."
FAR = "def merge(a, b): why does this Python function lose the last element of the list?"


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.load()


def vector_of(text: str, classifier: Classifier) -> NDArray[np.float32]:
    vector = classifier.predict(Prompt.from_text(text)).vector
    assert vector is not None
    return vector


def differing(a: int | None, b: int | None) -> int:
    assert a is not None
    assert b is not None
    return (a ^ b).bit_count()


def test_near_duplicates_differ_in_few_bits_and_other_prompts_in_many(
    shipped: Classifier,
) -> None:
    made = Sketcher(KEY)
    asked, near, far = (made.sketch(vector_of(t, shipped)) for t in (ASKED, NEAR, FAR))

    assert differing(asked, near) <= 3
    assert differing(asked, far) >= 16


def test_another_key_gives_bits_that_tell_nothing_of_each_other(shipped: Classifier) -> None:
    vector = vector_of(ASKED, shipped)
    ours = [Sketcher(bytes([n])).sketch(vector) for n in range(50)]

    between = [differing(a, b) for n, a in enumerate(ours) for b in ours[:n]]

    assert abs(float(np.mean(between)) - BITS / 2) < 2


def test_the_same_key_gives_the_same_bits_in_every_process() -> None:
    vector = np.linspace(-1, 1, 192, dtype=np.float32)

    assert Sketcher(KEY).sketch(vector) == Sketcher(KEY).sketch(vector) == 7_943_583_003_152_127_574


def test_length_does_not_count_and_what_is_opposite_differs_in_all_bits() -> None:
    made, vector = Sketcher(KEY), np.linspace(-1, 1, 100, dtype=np.float32)

    assert made.sketch(7 * vector) == made.sketch(vector)
    assert differing(made.sketch(-vector), made.sketch(vector)) == BITS


def test_what_has_no_words_has_no_sketch(shipped: Classifier) -> None:
    assert Sketcher(KEY).sketch(vector_of("", shipped)) is None
