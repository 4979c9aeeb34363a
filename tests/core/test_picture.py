"""Tests of `router.core.picture`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.picture import most_output_tokens, tariff_of


@pytest.mark.parametrize(
    ("size", "quality", "tariff"),
    [
        (None, None, "1024x1024"),
        ("auto", "auto", "1024x1024"),
        ("1024x1792", "standard", "1024x1792"),
        ("1024x1792", "hd", "hd/1024x1792"),
        (" 1792X1024 ", "HD", "hd/1792x1024"),
    ],
)
def test_a_tariff_names_quality_and_size(
    size: str | None, quality: str | None, tariff: str
) -> None:
    assert tariff_of(size=size, quality=quality) == tariff


@pytest.mark.parametrize(
    ("size", "quality", "tokens"),
    [
        ("1024x1024", "low", 272),
        ("1536x1024", "medium", 1_568),
        ("auto", "medium", 1_584),
        (None, None, 6_240),
        ("2048x2048", "high", 16_384),
        ("wide", "low", 408),
    ],
)
def test_tokens_follow_the_table_and_what_is_open_takes_the_most(
    size: str | None, quality: str | None, tokens: int
) -> None:
    assert most_output_tokens(size=size, quality=quality) == tokens


@given(st.text(), st.text())
def test_any_words_have_a_tariff_and_tokens(size: str, quality: str) -> None:
    assert tariff_of(size=size, quality=quality)
    assert most_output_tokens(size=size, quality=quality) >= 272
