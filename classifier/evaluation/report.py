"""What does an evaluation say, in numbers and in Markdown?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.datasets.schema import LabelledPrompt
from classifier.evaluation.baselines import score_baselines
from classifier.evaluation.metrics import (
    accuracy,
    calibration_error,
    confusion,
    coverage_curve,
    macro_f1,
)
from classifier.evaluation.shouting import flip_shares
from classifier.evaluation.slices import SLICES
from classifier.heads import HEADS
from classifier.prediction import Classifier, Prediction

__all__ = ["HeadScore", "Report", "evaluate", "render"]

COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)
SHOUTED_PROMPTS = 200
BOOTSTRAPS = 400


@dataclass(frozen=True, slots=True)
class HeadScore:
    """How one head did on the test prompts."""

    macro_f1: float
    interval: tuple[float, float]
    accuracy: float
    calibration_error: float
    coverage: Sequence[tuple[float, float]]
    confusion: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole evaluation."""

    prompts: int
    abstained: float
    heads: Mapping[str, HeadScore]
    baselines: Mapping[str, Mapping[str, float]]
    flips: Mapping[str, float]
    # Slice kind -> slice -> (prompts, accuracy of each head).
    slices: Mapping[str, Mapping[str, tuple[int, Mapping[str, float]]]]


def evaluate(
    classifier: Classifier,
    test: Sequence[LabelledPrompt],
    *,
    train: Sequence[LabelledPrompt] = (),
) -> Report:
    """Judge a classifier on labelled prompts; baselines are fitted where `train` is given."""
    predictions = [classifier.predict(prompt.prompt) for prompt in test]
    return Report(
        prompts=len(test),
        abstained=sum(p.abstained for p in predictions) / max(1, len(test)),
        heads={head: _score(head, test, predictions=predictions) for head in HEADS},
        baselines=score_baselines(train, test) if train else {},
        flips=flip_shares(classifier, test[:SHOUTED_PROMPTS]),
        slices={
            kind: _sliced(test, predictions, by=[name_of(prompt) for prompt in test])
            for kind, name_of in SLICES.items()
        },
    )


def _score(
    head: str, test: Sequence[LabelledPrompt], *, predictions: Sequence[Prediction]
) -> HeadScore:
    truth = [str(prompt.labels[head]) for prompt in test]
    guesses = [str(getattr(prediction, head)) for prediction in predictions]
    rows = [list(getattr(p.probabilities, head).values()) for p in predictions]
    probabilities = np.array(rows, np.float64)
    is_right = [t == g for t, g in zip(truth, guesses, strict=True)]
    return HeadScore(
        macro_f1=macro_f1(truth, guesses),
        interval=_interval(truth, guesses),
        accuracy=accuracy(truth, guesses),
        calibration_error=calibration_error(probabilities, is_right=is_right),
        coverage=coverage_curve(
            probabilities.max(axis=1).tolist(), is_right=is_right, coverages=COVERAGES
        ),
        confusion=confusion(truth, guesses, labels=[str(label) for label in HEADS[head]]),
    )


def _interval(truth: Sequence[str], guesses: Sequence[str]) -> tuple[float, float]:
    """The middle 95 % of macro-F1 over prompts drawn again with replacement."""
    generator = np.random.default_rng(0)
    scores = []
    for _ in range(BOOTSTRAPS):
        drawn = generator.integers(len(truth), size=len(truth))
        scores.append(macro_f1([truth[i] for i in drawn], [guesses[i] for i in drawn]))
    low, high = np.quantile(scores, [0.025, 0.975]).tolist()
    return low, high


def _sliced(
    test: Sequence[LabelledPrompt], predictions: Sequence[Prediction], *, by: Sequence[str]
) -> dict[str, tuple[int, dict[str, float]]]:
    members: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(by):
        members[name].append(position)
    return {
        name: (
            len(positions),
            {
                head: accuracy(
                    [str(test[i].labels[head]) for i in positions],
                    [str(getattr(predictions[i], head)) for i in positions],
                )
                for head in HEADS
            },
        )
        for name, positions in sorted(members.items())
    }


def render(report: Report) -> str:
    """The report as Markdown."""
    parts = [
        f"# Evaluation on {report.prompts} labelled prompts",
        _heads_table(report),
        f"Abstained on {report.abstained:.1%}. Adding shouting or flattery flips "
        + ", ".join(f"{head} {share:.1%}" for head, share in report.flips.items())
        + ".",
        "## Accuracy of the most confident share",
        _coverage_table(report),
        *(_confusion_table(head, score.confusion) for head, score in report.heads.items()),
        *(_slice_table(kind, rows) for kind, rows in report.slices.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _heads_table(report: Report) -> str:
    names = list(report.baselines)
    rows = [
        [
            head,
            f"**{score.macro_f1:.3f}** ({score.interval[0]:.3f} to {score.interval[1]:.3f})",
            f"{score.accuracy:.3f}",
            f"{score.calibration_error:.3f}",
            *(f"{report.baselines[name][head]:.3f}" for name in names),
        ]
        for head, score in report.heads.items()
    ]
    return _table(["head", "macro-F1 (95 %)", "accuracy", "ECE", *names], rows)


def _coverage_table(report: Report) -> str:
    rows = [
        [head, *(f"{share:.3f}" for _, share in score.coverage)]
        for head, score in report.heads.items()
    ]
    return _table(["head", *(f"{share:.0%}" for share in COVERAGES)], rows)


def _confusion_table(head: str, counts: NDArray[np.int64]) -> str:
    labels = [str(label) for label in HEADS[head]]
    rows = [
        [label, *(str(count) for count in row)]
        for label, row in zip(labels, counts.tolist(), strict=True)
    ]
    return f"## {head}: true label by row, predicted by column\n\n" + _table(["", *labels], rows)


def _slice_table(kind: str, rows: Mapping[str, tuple[int, Mapping[str, float]]]) -> str:
    cells = [
        [name, str(count), *(f"{scores[head]:.3f}" for head in HEADS)]
        for name, (count, scores) in rows.items()
    ]
    return f"## Accuracy by {kind}\n\n" + _table([kind, "prompts", *HEADS], cells)
