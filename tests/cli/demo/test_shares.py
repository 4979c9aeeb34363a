"""Tests of `router.cli.demo.shares`."""

from dataclasses import replace

from router.cli.demo.outcome import Decided
from router.cli.demo.shares import shares_by_task, total_shares
from router.core.tier import Tier


def test_each_task_has_a_row_and_the_most_frequent_comes_first(decided: Decided) -> None:
    math = replace(decided, task="math", tier=Tier.PREMIUM)
    unsure = replace(decided, tier=Tier.STANDARD, is_abstained=True)

    first, second = shares_by_task([math, decided, unsure, decided, decided])

    assert (first.task, first.prompts, first.abstained) == ("qa", 4, 1)
    assert [first.share(tier) for tier in Tier] == [0.75, 0.25, 0.0]
    assert (second.task, second.prompts, second.abstained) == ("math", 1, 0)
    assert second.share(Tier.PREMIUM) == 1.0


def test_tasks_of_equal_count_come_by_name(decided: Decided) -> None:
    tasks = ["qa", "chat", "math"]

    rows = shares_by_task(replace(decided, task=task) for task in tasks)

    assert [row.task for row in rows] == ["chat", "math", "qa"]


def test_no_prompts_are_no_share_of_anything() -> None:
    assert total_shares([]).share(Tier.ECONOMY) == 0.0
