from pathlib import Path

import pytest

from router.adapters.files.mistakes import Mistake, Place, WrongFile, WrongFiles, shown


def test_mistakes_are_told_in_the_order_of_the_file_and_once() -> None:
    late, early = Mistake(Place(10, 1), "late"), Mistake(Place(9, 3), "early")
    error = WrongFile(Path("p.yaml"), [late, early, late])
    assert error.message == "p.yaml:9:3: early\np.yaml:10:1: late"
    assert error.code == "configuration_error"
    assert error.mistakes == (early, late)


def test_the_mistakes_of_several_files_are_told_file_by_file() -> None:
    one, other = (WrongFile(Path(name), [Mistake(Place(2, 1), name)]) for name in ("b", "a"))
    assert WrongFiles([one, other]).message == "b:2:1: b\na:2:1: a"


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), ("a'b", '"a\'b"'), (7, "7"), ("a\nb", r"'a\nb'")]
)
def test_values_are_shown_as_they_are_written(value: object, text: str) -> None:
    assert shown(value) == text


def test_long_values_are_cut() -> None:
    assert len(shown("x" * 1_000)) < 70
