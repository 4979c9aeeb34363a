"""Tests of `classifier.drift.wording`."""

import numpy as np
import pytest

from classifier.drift.wording import describe
from classifier.features import GROUPS


def test_longer_prompts_are_told_as_a_ratio() -> None:
    said = describe(
        "log_last_tokens", before=np.log1p(np.full(9, 20.0)), now=np.log1p(np.full(9, 60.0))
    )

    assert said == "the turns that ask are 3.0 times as long as before (median 20, now 60)"


def test_shorter_ones_too() -> None:
    said = describe(
        "log_whole_tokens", before=np.log1p(np.full(9, 60.0)), now=np.log1p(np.full(9, 20.0))
    )

    assert said == "whole prompts are 3.0 times as short as before (median 60, now 20)"


def test_a_script_is_told_as_the_share_of_prompts_that_have_it() -> None:
    before, now = np.zeros(100), np.zeros(100)
    before[:2], now[:31] = 0.5, 0.5

    said = describe("script_kana", before=before, now=now)

    assert said == "Japanese kana: in 2% of prompts before, in 31% now"


def test_any_other_number_is_told_by_its_medians() -> None:
    said = describe("chars_per_token", before=np.full(9, 4.0), now=np.full(9, 2.5))

    assert said == "characters in a token: 4 before, 2.5 now (medians)"


def test_steps_of_the_length_repeat_the_length_and_are_not_told() -> None:
    assert describe("last_tokens_over_64", before=np.zeros(9), now=np.ones(9)) is None


@pytest.mark.parametrize("name", [name for group in GROUPS for name in group.feature_names])
def test_every_feature_there_is_can_be_told(name: str) -> None:
    random = np.random.default_rng(0)
    said = describe(name, before=random.random(50), now=random.random(50) + 1)

    assert said is None or "_" not in said
