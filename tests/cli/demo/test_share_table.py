"""Tests of `router.cli.demo.share_table`."""

from collections.abc import Callable
from dataclasses import replace

from rich.console import RenderableType

from router.cli.demo.outcome import Decided
from router.cli.demo.share_table import share_part
from router.core.tier import Tier


def test_each_task_and_all_together_have_their_shares(
    decided: Decided, shown: Callable[[RenderableType], str]
) -> None:
    dear = replace(decided, task="math", tier=Tier.PREMIUM, is_abstained=True)

    text = shown(share_part([decided, decided, decided, dear]))

    rows = {row.split()[0]: row.split() for row in text.splitlines() if row.strip()}
    assert rows["qa"][1:] == ["3", "░" * 20, "100", "%", "·", "·", "·"]
    assert rows["math"][1:] == ["1", "█" * 20, "·", "·", "100", "%", "1"]
    assert rows["all"][1:] == ["4", "░" * 15 + "█" * 5, "75", "%", "·", "25", "%", "1"]


def test_the_longest_task_fits_a_hundred_columns(
    decided: Decided, shown: Callable[[RenderableType], str]
) -> None:
    text = shown(share_part([replace(decided, task="professional_advice")] * 300))

    assert "professional_advice" in text
    assert "abstained" in text
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 100
