"""Tests of `router.cli.demo.surprises`."""

from dataclasses import replace

import pytest

from router.cli.demo.outcome import Decided
from router.cli.demo.prompts import DemoPrompt
from router.cli.demo.surprises import most_surprising
from router.core.tier import Tier


@pytest.fixture
def run(decided: Decided) -> list[Decided]:
    """Nine prompts of 1 to 9 words; length and tier agree but for the first and the last."""
    tiers = [Tier.PREMIUM, *[Tier.ECONOMY] * 3, *[Tier.STANDARD] * 2, *[Tier.PREMIUM] * 2]
    tiers.append(Tier.ECONOMY)
    return [
        replace(
            decided,
            tier=tier,
            prompt=DemoPrompt(kind="", messages=({"role": "user", "content": "word " * words},)),
        )
        for words, tier in enumerate(tiers, start=1)
    ]


def test_short_and_dear_and_long_and_cheap_come_first(run: list[Decided]) -> None:
    first, second = most_surprising(run, 2)

    assert {first.decided.prompt.words, second.decided.prompt.words} == {1, 9}
    by_words = {s.decided.prompt.words: s.gap for s in (first, second)}
    assert by_words[1] > 0.5
    assert by_words[9] < -0.5


def test_the_widest_gap_comes_first_and_the_rest_follow(run: list[Decided]) -> None:
    gaps = [abs(surprise.gap) for surprise in most_surprising(run, 20)]

    assert len(gaps) == 9
    assert gaps == sorted(gaps, reverse=True)


def test_equal_prompts_in_one_tier_are_no_surprise(decided: Decided) -> None:
    assert [surprise.gap for surprise in most_surprising([decided] * 3)] == [0.0] * 3


def test_nothing_decided_is_no_surprise() -> None:
    assert most_surprising([]) == []
