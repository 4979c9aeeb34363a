"""Tests of `router.core.gist`: questions that mean the same, and those that only look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.similar_answers.pairs import DIFFERENT, SAME
from router.core.gist import likeness, meaning, numbered, words_of


def alike(one: str, other: str) -> float:
    first, second = words_of(one), words_of(other)
    if first is None or second is None or meaning(first) != meaning(second):
        return 0.0
    return likeness(numbered(first, key=b"k"), numbered(second, key=b"k"))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_deserves_another_answer_is_never_alike(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one) == 0


def test_a_third_of_the_ways_of_asking_the_same_is_recognised() -> None:
    assert sum(alike(*pair) >= 0.8 for pair in SAME) >= len(SAME) / 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Should I pay you?", "Should you pay me?"),
        ("Is it -5?", "Is it 5?"),
        ("Explain C++.", "Explain C."),
        ("Release 2.1", "Release 21"),
        ("Why isn't it done?", "Why is it done?"),
        ("a@b.org", "a@c.org"),
        ("x < y", "x > y"),
        ("What will it cost?", "What did it cost?"),
        ("Why tar -c here?", "Why tar -C here?"),
        ("Is it f(x)?", "Is it f x?"),
        ("Who pays US taxes?", "Who pays us taxes?"),
    ],
)
def test_signs_versions_negations_and_persons_count(one: str, other: str) -> None:
    assert alike(one, other) == 0


@given(st.text(max_size=300))
def test_a_question_is_like_itself(text: str) -> None:
    assert alike(text, text) == (1.0 if words_of(text) else 0.0)


@given(st.lists(st.integers(0, 5), max_size=8), st.lists(st.integers(0, 5), max_size=8))
def test_likeness_is_a_share_and_goes_both_ways(one: list[int], other: list[int]) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


def test_a_very_long_text_is_not_compared() -> None:
    assert words_of("word " * 401) is None
    assert words_of("?!") is None


def test_words_are_hidden_under_a_key() -> None:
    assert numbered(("a",), key=b"k") != numbered(("a",), key=b"l")
