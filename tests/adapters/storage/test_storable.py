"""Which texts are changed before they are stored?"""

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.storable import storable, storable_tree


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_leaves_every_text_alone_that_utf8_and_postgresql_can_carry(text: str) -> None:
    assert storable(text) == text


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert storable("a\ud800ü\udfff") == "a\ufffdü\ufffd"


def test_nul_becomes_the_replacement_character_among_ascii_too() -> None:
    assert storable("a\0b") == "a\ufffdb"
    assert storable("\0ü") == "\ufffdü"


def test_reaches_every_text_in_a_tree() -> None:
    tree = {"\ud800": ["\ud800", {"x": ("\udfff", 1, None, 0.5, True)}]}
    assert storable_tree(tree) == {"\ufffd": ["\ufffd", {"x": ["\ufffd", 1, None, 0.5, True]}]}
