"""Tests of `router.core.simulation.filling`."""

import re

import pytest

from router.core.simulation.filling import FOLLOW_UPS, PASTES, WORDS


@pytest.mark.parametrize("name", PASTES)
def test_a_pasted_line_has_only_gaps_that_words_fill(name: str) -> None:
    gaps = {gap for line in PASTES[name] for gap in re.findall(r"\{(\w+)\}", line)}

    assert gaps <= set(WORDS)


def test_no_paste_is_called_like_a_word() -> None:
    assert not set(PASTES) & set(WORDS)


def test_words_and_follow_ups_need_no_filling() -> None:
    told = [*FOLLOW_UPS, *(word for words in WORDS.values() for word in words)]

    assert not [one for one in told if "{" in one]
