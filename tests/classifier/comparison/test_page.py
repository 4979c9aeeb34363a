"""Tests of `classifier.comparison.page`."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from classifier.agreement import Agreement, Said
from classifier.comparison.page import render_agreement, render_comparison, render_differences
from classifier.comparison.prompts import Comparison
from classifier.comparison.scoring import score
from classifier.manifest import Manifest

NO_CHANGE: Counter[tuple[str, str]] = Counter()
COMPARISON = Comparison(
    prompts=1_200,
    changes={
        "priority": Counter({("low", "high"): 30}),
        "complexity": NO_CHANGE,
        "task": NO_CHANGE,
    },
    by_language={"en": (1_000, 10), "ja": (200, 20)},
    by_task={"chat": (1_200, 30)},
    abstained=(12, 7),
    latency_ms=(0.4, 0.6),
    scores={},
)


def test_the_manifests_are_told_side_by_side(tiny_artifact: Path) -> None:
    before = Manifest.read(tiny_artifact)
    after = replace(before, version="9")

    page = render_differences((before, after), {"version": ("0|1", None), "x": (0.123456, ["a"])})

    assert page.startswith(f"# {before.label} → {after.label}\n")
    assert "| version | 0\\|1 | none |" in page
    assert "| x | 0.1235 | a |" in page
    assert "Both say the same" in render_differences((before, before), {})


def test_changes_are_told_by_label_and_language(tiny_artifact: Path) -> None:
    page = render_comparison(COMPARISON, source="own.jsonl")

    assert "## On 1,200 prompts of own.jsonl" in page
    assert "| priority | 30 | 2.5% |" in page
    assert "| priority | low | high | 30 |" in page
    assert page.index("| ja | 200 | 20 | 10.0% |") < page.index("| en | 1,000 | 10 | 1.0% |")
    assert "Abstained: 12 before, 7 after." in page
    assert "ratio 1.50" in page
    assert "McNemar" not in page


def test_scores_come_with_test_interval_and_verdict() -> None:
    truth = ["a", "b"] * 20
    found = score(truth, (["a"] * 40, truth), groups=[str(n) for n in range(40)])

    page = render_comparison(replace(COMPARISON, scores={"task": found}), source="own.jsonl")

    assert "Judged by the labels of 40 prompts" in page
    assert "| task | 0.500 → 1.000 | 0.333 → 1.000 |" in page
    assert "| 20 : 0 | 1.91e-06 | **better** |" in page


def test_an_agreement_tells_what_a_shadow_said() -> None:
    table = Agreement("one", "two", "2026-01-01")
    before = {"priority": "low", "complexity": "trivial", "task": "chat"}
    table.add(
        Said(before, is_abstained=False),
        Said(before | {"task": "qa"}, is_abstained=False),
        shadow_s=0.002,
    )

    page = render_agreement(table)

    assert "## one in force, two beside it" in page
    assert "1 requests since 2026-01-01; 0 missed, 0 failed; the shadow took 2.00 ms" in page
    assert "| task | 0.0% | chat → qa | 1 |" in page
    assert "| priority | 100.0% | none | 0 |" in page
