from hypothesis import given
from hypothesis import strategies as st

from classifier.features.spelling import letter_groups


def test_a_word_gives_its_groups_with_its_edges() -> None:
    # " ab ": pairs " a", "ab", "b "; triples " ab", "ab "; and the whole " ab ".
    assert len(letter_groups("ab")) == 6


def test_no_group_spans_two_words() -> None:
    apart = set(letter_groups("ab").tolist()) | set(letter_groups("cd").tolist())
    assert set(letter_groups("ab cd").tolist()) == apart


def test_a_repeated_word_adds_nothing() -> None:
    assert letter_groups("ab ab  ab\n").tolist() == letter_groups("ab").tolist()


def test_case_makes_no_difference() -> None:
    assert letter_groups("Ärger").tolist() == letter_groups("ärger").tolist()


def test_related_words_share_groups() -> None:
    first, second = (
        set(letter_groups("kündigung").tolist()),
        set(letter_groups("kündigen").tolist()),
    )
    assert len(first & second) > len(first) / 2


@given(st.text() | st.text(alphabet=st.characters(categories=["Cs", "Zs"])))
def test_any_text_is_accepted(text: str) -> None:
    assert letter_groups(text).dtype == "uint16"
