"""How is an evaluation said in plain words, the same in every format?"""

from math import isnan
from typing import Final

from classifier.evaluation.report import Report
from classifier.evaluation.scores import HeadScore

__all__ = ["EXPLAINED", "best_baseline", "interval", "percent", "summary"]

EXPLAINED: Final = {
    "heads": (
        "Macro-F1 is the mean F1 over labels, so that rare labels count as much as common ones; "
        "1 is perfect. The interval holds the middle 95 % when whole groups of prompts are drawn "
        "again. Calibration error is how far stated confidence lies from the share that is right. "
        "Brier score and log loss punish sure mistakes; less is better."
    ),
    "reliability": (
        "Of predictions that are 80 % sure, 80 % should be right: points on the diagonal. Below "
        "it the classifier is too sure of itself, above it too modest. A larger point stands for "
        "more prompts."
    ),
    "coverage": (
        "Where only the surest share of the prompts is acted on, how many of them are right? "
        "This is what abstaining buys."
    ),
    "confusion": "True label by row, what was said by column, in prompts.",
    "slices": (
        "Share that is right. Marked with ▼: worse than on all prompts, beyond what chance "
        "explains (99 %)."
    ),
    "mistakes": "The wrong labels that the classifier was surest of, over all three heads.",
}


def interval(bounds: tuple[float, float]) -> str:
    """The two bounds of an interval."""
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}"


def percent(share: float) -> str:
    """A share with one digit after the point."""
    return "none" if isnan(share) else f"{100 * share:.1f} %"


def best_baseline(report: Report, head: str) -> tuple[str, float] | None:
    """The baseline that comes nearest on a head."""
    scores = {name: of[head].macro_f1 for name, of in report.baselines.items()}
    if not scores:
        return None
    name = max(scores, key=scores.__getitem__)
    return name, scores[name]


def summary(report: Report) -> str:
    """The evaluation in a few sentences."""
    said = ", ".join(_head(report, head, score=score) for head, score in report.heads.items())
    flips = ", ".join(f"{head} {percent(share)}" for head, share in report.flips.items())
    return (
        f"Macro-F1: {said}. It abstains on {percent(report.abstained)} of the prompts. "
        f"Shouting and flattery flip {flips} of the labels ({report.flip_pairs:,} pairs)."
    )


def _head(report: Report, head: str, *, score: HeadScore) -> str:
    best = best_baseline(report, head)
    beside = f", {best[0]} {best[1]:.3f}" if best else ""
    return f"{head} {score.macro_f1:.3f} ({interval(score.interval)}{beside})"
