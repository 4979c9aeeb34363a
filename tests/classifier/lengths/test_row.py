"""Does a row hold what was measured, in the order of its names?"""

from classifier.lengths.asked import ASKED_NAMES
from classifier.lengths.row import PROBABILITY_NAMES, ROW_NAMES, SMALL_NAMES, row_of
from classifier.prompt import Prompt


def test_each_number_stands_under_its_name() -> None:
    small = [float(place) for place in range(len(SMALL_NAMES))]
    chances = [[0.1, 0.2, 0.7], [0.3, 0.3, 0.4], [0.05] * 20]

    row = row_of(Prompt.from_text("hello"), small, probabilities=chances)

    seen = dict(zip(ROW_NAMES, row, strict=True))
    assert seen[SMALL_NAMES[3]] == 3.0
    assert seen["priority_high"] == 0.7
    assert seen["complexity_demanding"] == 0.4


def test_no_name_occurs_twice() -> None:
    assert len(set(ROW_NAMES)) == len(ROW_NAMES)
    assert len(ROW_NAMES) == len(ASKED_NAMES) + len(SMALL_NAMES) + len(PROBABILITY_NAMES)
