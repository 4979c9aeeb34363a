"""Tests of `classifier.features.marks`."""

from math import log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.features import code, structure
from classifier.features.marks import Marks


@pytest.mark.parametrize("kinds", [code.MARKS, structure.MARKS], ids=["code", "structure"])
@given(text=st.text() | st.text(alphabet="ab1 .;:\n{}()<>/=-&?\"'|\t$%^_[@,SELECTjsonhttp"))
def test_each_kind_is_counted_as_a_search_for_each_mark_counts(
    kinds: dict[str, tuple[str, ...]], text: str
) -> None:
    expected = [log1p(sum(map(text.count, marks))) for marks in kinds.values()]

    assert Marks(kinds).logs(text) == expected


def test_a_kind_may_have_marks_of_any_length_and_alphabet() -> None:
    marks = Marks({"ends": (";", ";\n", "。"), "none": ("#",)})

    assert marks.logs("a;\nb;") == [log1p(3), 0.0]
    assert marks.logs("a;。") == [log1p(2), 0.0]
