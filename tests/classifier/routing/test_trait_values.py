"""Do the numbers read off prompts see what makes them differ, and survive any text?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.routing.trait_values import TRAIT_NAMES, traits_of


def named(prompt: str) -> dict[str, float]:
    return dict(zip(TRAIT_NAMES, traits_of(prompt), strict=True))


def test_options_are_told_from_the_question() -> None:
    seen = named("How old is the earth in years?\nA. 12\nB. 4,500,000,000\nC. 7\nD. 1.5")

    assert seen["options"] == 1.0
    assert seen["numeric_options"] == 1.0
    assert seen["log_question_chars"] < seen["log_chars"]
    assert named("How old is the earth?")["options"] == 0.0


def test_numbers_amounts_and_phrases_are_counted() -> None:
    seen = named("Each of 3 friends has twice as many as 3 others. Calculate the total.")

    assert seen["log_numbers"] == pytest.approx(np.log(3))
    assert seen["log_distinct_numbers"] == pytest.approx(np.log(2))
    assert seen["log_amounts"] >= np.log(4)
    assert seen["says_compute"] == 1.0
    assert seen["says_prove"] == 0.0


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_has_finite_traits(prompt: str) -> None:
    assert np.isfinite(traits_of(prompt)).all()


@pytest.mark.parametrize("prompt", ["", "\ud800", "\x00\xff" * 50, "word " * 200_000])
def test_strange_prompts_do_too(prompt: str) -> None:
    assert len(traits_of(prompt)) == len(TRAIT_NAMES)
    assert np.isfinite(traits_of(prompt)).all()


def test_signs_are_counted_alike_in_any_script() -> None:
    plain, accented = named("One 12 Two"), named("One 12 Twó")

    assert accented["digit_share"] == plain["digit_share"]
    assert accented["capital_share"] == plain["capital_share"]
    assert accented["log_amounts"] < plain["log_amounts"]
