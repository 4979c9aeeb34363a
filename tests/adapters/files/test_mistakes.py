from pathlib import Path

import pytest

from router.adapters.files.mistakes import Mistake, Place, did_you_mean, refuse, shown


def test_mistakes_are_told_in_the_order_of_the_file_and_once() -> None:
    late, early = Mistake(Place(10, 1), "late"), Mistake(Place(9, 3), "early")
    error = refuse(Path("p.yaml"), [late, early, late])
    assert error.message == "p.yaml:9:3: early\np.yaml:10:1: late"
    assert error.code == "configuration_error"


def test_a_near_word_is_suggested_whatever_its_case() -> None:
    assert did_you_mean("Priorityy", ["priority", "team"]) == " Did you mean 'priority'?"


def test_nothing_is_suggested_where_nothing_is_near() -> None:
    assert did_you_mean("zebra", ["priority", "team"]) == ""


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), ("a'b", '"a\'b"'), (7, "7"), ("a\nb", r"'a\nb'")]
)
def test_values_are_shown_as_they_are_written(value: object, text: str) -> None:
    assert shown(value) == text


def test_long_values_are_cut() -> None:
    assert len(shown("x" * 1_000)) < 70
