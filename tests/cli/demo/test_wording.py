"""Tests of `router.cli.demo.wording`."""

import pytest

from router.cli.demo.wording import bar, line, percent, start_of
from router.core.tier import Tier


def test_what_would_steer_the_terminal_is_dropped() -> None:
    assert line("a\n\tb \x1b[31mred\x07 \u202etxt") == "a b [31mred txt"


def test_a_long_text_is_cut_at_its_columns_and_wide_characters_count_twice() -> None:
    assert start_of("abcdefgh", width=5).plain == "abcd…"
    assert start_of("一二三四五", width=5).plain == "一二…"
    assert start_of("abc", width=5).plain == "abc"


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "·"), (0.001, "<1 %"), (0.334, "33 %"), (1.0, "100 %")]
)
def test_shares_fit_a_narrow_column(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize("economy", [0.0, 0.01, 1 / 3, 0.5, 1.0])
def test_a_bar_is_always_full(economy: float) -> None:
    rest = (1 - economy) / 2
    drawn = bar({Tier.ECONOMY: economy, Tier.STANDARD: rest, Tier.PREMIUM: rest}, width=24).plain

    assert len(drawn) == 24
    assert drawn == "".join(sorted(drawn, key="░▒█".index))
    assert drawn.count("░") == pytest.approx(24 * economy, abs=0.5)
