"""What does an evaluation look like in Markdown?"""

from collections.abc import Mapping, Sequence
from typing import Final

from classifier.evaluation.mistakes import Mistake
from classifier.evaluation.report import Report
from classifier.evaluation.scores import HeadScore
from classifier.evaluation.slices import SliceScore
from classifier.evaluation.wording import EXPLAINED, interval, percent, summary
from classifier.heads import HEADS

__all__ = ["render"]

SHOWN_COVERAGES: Final = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)


def render(report: Report, title: str = "labelled prompts") -> str:
    """The report as Markdown."""
    parts = [
        f"# Evaluation on {title}",
        f"{report.prompts:,} prompts in {report.groups:,} groups, judged by "
        f"`{report.classifier}`. {summary(report)}",
        _heads_table(report),
        EXPLAINED["heads"],
        *_baselines(report),
        f"## Calibration\n\n{EXPLAINED['reliability']}",
        _reliability_table(report.heads),
        f"## Accuracy of the surest share\n\n{EXPLAINED['coverage']}",
        _coverage_table(report.heads),
        f"## Confusions\n\n{EXPLAINED['confusion']}",
        *(_confusion_table(head, score) for head, score in report.heads.items()),
        f"## Slices\n\n{EXPLAINED['slices']}",
        *(_slice_table(kind, rows) for kind, rows in report.slices.items()),
        f"## Surest mistakes\n\n{EXPLAINED['mistakes']}",
        _mistakes_table(report.mistakes),
    ]
    return "\n\n".join(parts) + "\n"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _heads_table(report: Report) -> str:
    rows = [
        [
            head,
            f"**{score.macro_f1:.3f}** ({interval(score.interval)})",
            f"{score.accuracy:.3f} ({interval(score.accuracy_interval)})",
            f"{score.calibration_error:.3f}",
            f"{score.brier:.3f}",
            f"{score.log_loss:.3f}",
        ]
        for head, score in report.heads.items()
    ]
    header = [
        "head",
        "macro-F1 (95 %)",
        "accuracy (95 %)",
        "calibration error",
        "Brier",
        "log loss",
    ]
    return _table(header, rows)


def _baselines(report: Report) -> list[str]:
    if not report.baselines:
        return []
    rows = [
        [name, *(f"{of[head].macro_f1:.3f} ({interval(of[head].interval)})" for head in HEADS)]
        for name, of in report.baselines.items()
    ]
    heading = f"## Beside baselines trained on the same {report.trained_on:,} prompts, macro-F1"
    return [heading, _table(["baseline", *HEADS], rows)]


def _reliability_table(heads: Mapping[str, HeadScore]) -> str:
    rows = [
        [head, f"{b.confidence:.2f}", f"{b.accuracy:.2f}", str(b.prompts)]
        for head, score in heads.items()
        for b in score.reliability
    ]
    return _table(["head", "mean confidence", "share right", "prompts"], rows)


def _coverage_table(heads: Mapping[str, HeadScore]) -> str:
    rows = [
        [
            head,
            *(f"{dict(score.coverage)[share]:.3f}" for share in SHOWN_COVERAGES),
            percent(score.kept_accuracy),
        ]
        for head, score in heads.items()
    ]
    return _table(["head", *(f"{share:.0%}" for share in SHOWN_COVERAGES), "not abstained"], rows)


def _confusion_table(head: str, score: HeadScore) -> str:
    labels = [str(label) for label in HEADS[head]]
    rows = [
        [label, *(str(count) for count in row)]
        for label, row in zip(labels, score.confusion.tolist(), strict=True)
    ]
    return f"### {head}\n\n" + _table(["", *labels], rows)


def _slice_table(kind: str, rows: Mapping[str, SliceScore]) -> str:
    cells = [
        [
            name,
            str(score.prompts),
            *(f"{of.accuracy:.3f}{' ▼' if of.is_worse else ''}" for of in score.heads.values()),
        ]
        for name, score in rows.items()
    ]
    return f"### By {kind}\n\n" + _table([kind, "prompts", *HEADS], cells)


def _mistakes_table(mistakes: Sequence[Mistake]) -> str:
    rows = [
        [
            _cell(mistake.id),
            mistake.head,
            mistake.said,
            mistake.truth,
            f"{mistake.confidence:.2f}",
            _cell(mistake.text),
        ]
        for mistake in mistakes
    ]
    return _table(["id", "head", "said", "true", "confidence", "prompt"], rows)


def _cell(text: str) -> str:
    """Text of a prompt must not end its cell, nor become markup."""
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return text
