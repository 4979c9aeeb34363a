import pytest

from classifier.features.structure import Structure
from tests.classifier.features.readings import named


@pytest.mark.parametrize("text", ["what is it?", "什么？", "what is it? \n"])  # noqa: RUF001
def test_a_closing_question_mark_is_seen_in_any_script(text: str) -> None:
    assert named(Structure(), text)["ends_with_question"] == 1.0


def test_tables_and_lists_are_seen() -> None:
    found = named(Structure(), "a | b\n- one\n- two")
    assert found["structure_cells"] > 0
    assert found["structure_bullets"] > 0


def test_shouting_leaves_no_feature() -> None:
    assert named(Structure(), "FIX THE COMMA!!!") == named(Structure(), "fix the comma")
