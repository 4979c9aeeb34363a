"""How far do two annotators agree beyond chance?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from classifier.datasets.real import RealLabel
from classifier.heads import HEADS

__all__ = ["Agreement", "agreement", "cohens_kappa"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa for each kind of label over the prompts that two annotators labelled."""

    prompts: int
    kappa: Mapping[str, float]


def agreement(labels: Iterable[RealLabel]) -> Agreement:
    """Kappa over every prompt with labels of two annotators."""
    by_id: dict[str, list[RealLabel]] = defaultdict(list)
    for label in labels:
        by_id[label.id].append(label)
    pairs = [
        pair
        for given in by_id.values()
        for pair in combinations(sorted(given, key=lambda label: label.annotator), 2)
    ]
    return Agreement(
        prompts=sum(len(given) > 1 for given in by_id.values()),
        kappa={
            head: cohens_kappa(
                [str(getattr(first, head)) for first, _ in pairs],
                [str(getattr(second, head)) for _, second in pairs],
            )
            for head in HEADS
        },
    )


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
