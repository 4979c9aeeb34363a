from itertools import combinations

import pytest

from classifier.training import phrases
from classifier.training.phrases import CALLS, DEADLINES, OPENERS, PRAISE, THREATS, VOICES, WANTS

KINDS = {name: getattr(phrases, name) for name in phrases.__all__}


@pytest.mark.parametrize("kind", KINDS)
def test_a_phrase_stands_once_and_is_trimmed(kind: str) -> None:
    assert len(set(KINDS[kind])) == len(KINDS[kind])
    assert all(phrase == phrase.strip() != "" for phrase in KINDS[kind])


def test_no_phrase_is_of_two_kinds() -> None:
    """Else its share would not be the one that the augmentation draws it with."""
    pairs = combinations([CALLS, DEADLINES, OPENERS, PRAISE, THREATS, VOICES, WANTS], 2)
    assert not [set(one) & set(other) for one, other in pairs if set(one) & set(other)]


@pytest.mark.parametrize("kind", ["CALLS", "DEADLINES", "THREATS", "PRAISE"])
def test_people_press_in_many_scripts(kind: str) -> None:
    text = "".join(KINDS[kind])
    for first, last in (("a", "z"), ("а", "я"), ("一", "龥"), ("ぁ", "ん"), ("ا", "ي")):  # noqa: RUF001
        assert any(first <= letter <= last for letter in text), (first, last)
