"""Tests of `router.cli.demo.surprise_table`."""

from collections.abc import Callable
from dataclasses import replace

from rich.console import RenderableType

from router.cli.demo.outcome import Decided
from router.cli.demo.prompts import DemoPrompt
from router.cli.demo.surprise_table import surprise_part
from router.core.tier import Tier


def test_a_decision_is_shown_with_its_reason_and_whether_it_is_dearer(
    decided: Decided, shown: Callable[[RenderableType], str]
) -> None:
    urgent = replace(
        decided,
        prompt=DemoPrompt(kind="", messages=({"role": "user", "content": "[b]Deploy?[/b]"},)),
        tier=Tier.PREMIUM,
        priority="high",
        complexity="demanding",
        rule="high-stakes",
        reason="Hard to undo.",
    )
    unsure = replace(decided, is_abstained=True)

    text = shown(surprise_part([urgent, decided, unsure]))

    first, second, *rest = [row.strip() for row in text.splitlines() if "─" not in row][5:]
    assert first.split() == ["1", "▲", "premium", "high", "[b]Deploy?[/b]"]
    assert second.split() == ["demanding", "high-stakes:", "Hard", "to", "undo."]
    heads = [row.split()[:4] for row in rest if row]
    assert ["5", "▼", "economy", "low"] in heads
    assert ["5", "▼", "economy", "abstained"] in heads
    assert "The 3 most surprising decisions" in text
    assert max(map(len, text.splitlines())) <= 100


def test_what_is_no_surprise_has_no_arrow(
    decided: Decided, shown: Callable[[RenderableType], str]
) -> None:
    text = shown(surprise_part([decided]))

    (row,) = (row for row in text.splitlines() if "economy" in row)
    assert row.split()[:3] == ["5", "economy", "low"]
