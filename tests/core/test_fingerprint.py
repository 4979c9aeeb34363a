"""Tests of `router.core.fingerprint`."""

import pytest

from router.core.fingerprint import fingerprint_of

KEY, OTHER_KEY = b"one", b"another"


def of(text: object, *, key: bytes = KEY) -> str | None:
    return fingerprint_of([{"role": "user", "content": text}], key=key)


@pytest.mark.parametrize(
    "same", ["sort these: pear, fig", "Sort  these - pear fig!", "\nSORT these:\tpear,fig "]
)
def test_case_spaces_and_punctuation_do_not_count(same: str) -> None:
    assert of(same) == of("Sort these: pear, fig")


@pytest.mark.parametrize("other", ["Sort these: pear", "Sort these: fig, pear", "排序 pear fig"])
def test_other_words_have_another_fingerprint(other: str) -> None:
    assert of(other) not in (None, of("Sort these: pear, fig"))


def test_only_the_turn_that_asks_counts() -> None:
    turns = [
        {"role": "user", "content": "Before"},
        {"role": "user", "content": "Now"},
        {"role": "tool", "content": "3"},
    ]

    assert fingerprint_of(turns, key=KEY) == of("Now")


def test_parts_of_a_message_are_read_like_text() -> None:
    parts = [{"type": "text", "text": "What is"}, {"type": "image_url"}, {"text": "this?"}]

    assert of(parts) == of("What is this?")


def test_under_another_key_nothing_can_be_compared() -> None:
    assert of("Sort these", key=OTHER_KEY) != of("Sort these")


def test_it_is_short_and_holds_no_word() -> None:
    text = "zyzzyva " * 5_000
    found = of(text)

    assert found is not None
    assert len(found) == 24
    assert "zyzzyva" not in found


def test_long_texts_must_agree_to_the_letter() -> None:
    long = "word " * 1_000

    assert of(long + "a") != of(long + "b")
    assert of(long + "a") == of(long + "a")


@pytest.mark.parametrize("nothing", ["", "  ", "?!", None, 3, [{"type": "image_url"}], ["odd"]])
def test_what_has_no_words_has_none(nothing: object) -> None:
    assert of(nothing) is None
    assert fingerprint_of([], key=KEY) is None


def test_lone_surrogates_are_no_obstacle() -> None:
    assert of("a \ud800 b") is not None
