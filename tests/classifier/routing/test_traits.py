"""Do traits see what makes prompts differ, and survive any text?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.routing.traits import LIMIT, TRAIT_NAMES, Traits, traits_of


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


def test_rows_are_standardised_and_bounded_and_have_names() -> None:
    prompts = [f"{'word ' * size}?" for size in range(1, 30)]
    traits = Traits().fit(prompts)

    rows = traits.transform([*prompts, "x" * 100_000])

    # Only a clipped prompt moves the mean away from nought.
    assert rows[:-1].mean(axis=0) == pytest.approx(0, abs=0.05)
    assert np.abs(rows).max() <= LIMIT
    assert rows.shape[1] == len(traits.get_feature_names_out())
