"""How far do two annotators agree beyond chance?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from classifier.datasets.load import read_label, read_rows, read_text
from classifier.datasets.real import RealLabel
from classifier.datasets.schema import LabelledPrompt
from classifier.heads import HEADS
from classifier.labels import Complexity, Label, Priority, Task

__all__ = ["SECOND_LABELS", "Agreement", "agreement", "cohens_kappa", "written_agreement"]

SECOND_LABELS: Final = Path(__file__).parent / "labels" / "second.jsonl"

Labels = Mapping[str, Label]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa for each kind of label over the prompts that two annotators labelled."""

    prompts: int
    kappa: Mapping[str, float]


def agreement(labels: Iterable[RealLabel]) -> Agreement:
    """Over every real prompt with labels of two annotators."""
    by_id: dict[str, list[RealLabel]] = defaultdict(list)
    for label in labels:
        by_id[label.id].append(label)
    pairs = [
        (first.labels, second.labels)
        for given in by_id.values()
        for first, second in combinations(sorted(given, key=lambda label: label.annotator), 2)
    ]
    return Agreement(sum(len(given) > 1 for given in by_id.values()), _kappas(pairs))


def written_agreement(prompts: Iterable[LabelledPrompt], path: Path = SECOND_LABELS) -> Agreement:
    """Over the written prompts that another annotator labelled without seeing the first labels.

    Raises:
        DatasetError: a line cannot be used.
    """
    by_id = {prompt.id: prompt for prompt in prompts}
    pairs = []
    for row, where in read_rows(path):
        identity = read_text(row, field="id", where=where)
        second = {
            "priority": read_label(row, Priority, field="priority", where=where),
            "complexity": read_label(row, Complexity, field="complexity", where=where),
            "task": read_label(row, Task, field="task", where=where),
        }
        if identity in by_id:
            pairs.append((by_id[identity].labels, second))
    return Agreement(len(pairs), _kappas(pairs))


def _kappas(pairs: Sequence[tuple[Labels, Labels]]) -> dict[str, float]:
    return {
        head: cohens_kappa(
            [str(first[head]) for first, _ in pairs], [str(second[head]) for _, second in pairs]
        )
        for head in HEADS
    }


def cohens_kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Observed agreement over what chance would give: 1 is full agreement, 0 is chance."""
    if len(first) != len(second):
        message = f"{len(first)} labels beside {len(second)}: both annotators label each prompt."
        raise ValueError(message)
    if not first:
        return 0.0
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / len(first)
    counts, others = Counter(first), Counter(second)
    expected = sum(counts[label] * others[label] for label in counts) / len(first) ** 2
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)
