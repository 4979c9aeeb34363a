"""What do two artifacts say of the same prompts, where do they part, and who is right?"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from classifier.comparison.scoring import Score, score
from classifier.datasets.load import read_label
from classifier.datasets.traffic import load_traffic
from classifier.heads import HEADS
from classifier.prediction import Classifier, Prediction
from classifier.prompt import Prompt

__all__ = ["Asked", "Comparison", "compare", "load_asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt on which two artifacts are compared; `labels` is None where it has none."""

    prompt: Prompt
    language: str
    group: str
    labels: Mapping[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changes on some prompts. A change is keyed by the label before and the label after."""

    prompts: int
    changes: Mapping[str, Counter[tuple[str, str]]]
    """For each head."""
    by_language: Mapping[str, tuple[int, int]]
    """For each language, how many prompts there are and how many change in any head."""
    by_task: Mapping[str, tuple[int, int]]
    """The same by the task that the first artifact sees."""
    abstained: tuple[int, int]
    latency_ms: tuple[float, float]
    """Medians of one prediction."""
    scores: Mapping[str, Score]
    """For each head, where prompts are labelled."""

    @property
    def worse(self) -> list[str]:
        """The heads on which the second is significantly worse."""
        return [head for head, found in self.scores.items() if found.verdict == "worse"]

    @property
    def latency_ratio(self) -> float:
        """How many times as long the second takes."""
        return self.latency_ms[1] / self.latency_ms[0]

    def record(self) -> dict[str, object]:
        """All of it as plain values."""
        return {
            "prompts": self.prompts,
            "changes": {
                head: [
                    {"before": before, "after": after, "prompts": count}
                    for (before, after), count in found.most_common()
                ]
                for head, found in self.changes.items()
            },
            "by_language": _counted(self.by_language),
            "by_task": _counted(self.by_task),
            "abstained": {"before": self.abstained[0], "after": self.abstained[1]},
            "latency_ms": {"before": self.latency_ms[0], "after": self.latency_ms[1]},
            "latency_ratio": self.latency_ratio,
            "scores": {head: _score_record(found) for head, found in self.scores.items()},
        }


def load_asked(path: Path) -> list[Asked]:
    """The prompts of a file of `{"id", "messages"}` lines, with their labels where they have any.

    Raises:
        DatasetError: the file or a line of it cannot be used.
    """
    return [
        Asked(
            prompt=one.prompt,
            language=str(one.row.get("language") or "unknown"),
            group=str(one.row.get("group") or one.id),
            labels=_labels(one.row, f"{path.name}, prompt {one.id!r}"),
        )
        for one in load_traffic(path)
    ]


def compare(
    asked: Sequence[Asked],
    artifacts: tuple[Classifier, Classifier],
    *,
    on_prompt: Callable[[], None] = lambda: None,
) -> Comparison:
    """Have both judge every prompt, in turns, so that both meet the same machine."""
    pairs: list[tuple[Prediction, Prediction]] = []
    took: tuple[list[float], list[float]] = ([], [])
    for one in asked:
        found = [_timed(artifact, one.prompt) for artifact in artifacts]
        pairs.append((found[0][0], found[1][0]))
        took[0].append(found[0][1])
        took[1].append(found[1][1])
        on_prompt()
    is_changed = [any(_said(a, h) != _said(b, h) for h in HEADS) for a, b in pairs]
    return Comparison(
        prompts=len(asked),
        changes={head: _changes(head, pairs) for head in HEADS},
        by_language=_shares((one.language for one in asked), is_changed),
        by_task=_shares((str(before.task) for before, _ in pairs), is_changed),
        abstained=(sum(a.abstained for a, _ in pairs), sum(b.abstained for _, b in pairs)),
        latency_ms=(1_000 * median(took[0]), 1_000 * median(took[1])),
        scores=_scores(asked, pairs),
    )


def _timed(artifact: Classifier, prompt: Prompt) -> tuple[Prediction, float]:
    started = time.perf_counter()
    prediction = artifact.predict(prompt)
    return prediction, time.perf_counter() - started


def _said(prediction: Prediction, head: str) -> str:
    return str(getattr(prediction, head))


def _changes(head: str, pairs: Iterable[tuple[Prediction, Prediction]]) -> Counter[tuple[str, str]]:
    found = Counter((_said(before, head), _said(after, head)) for before, after in pairs)
    return Counter({pair: count for pair, count in found.items() if pair[0] != pair[1]})


def _shares(names: Iterable[str], is_changed: Sequence[bool]) -> dict[str, tuple[int, int]]:
    total: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for name, has_changed in zip(names, is_changed, strict=True):
        total[name] += 1
        changed[name] += has_changed
    return {name: (count, changed[name]) for name, count in total.most_common()}


def _scores(
    asked: Sequence[Asked], pairs: Sequence[tuple[Prediction, Prediction]]
) -> dict[str, Score]:
    known = [(one, one.labels, pair) for one, pair in zip(asked, pairs, strict=True) if one.labels]
    if not known:
        return {}
    return {
        head: score(
            [labels[head] for _, labels, _ in known],
            (
                [_said(a, head) for _, _, (a, _) in known],
                [_said(b, head) for _, _, (_, b) in known],
            ),
            groups=[one.group for one, _, _ in known],
        )
        for head in HEADS
    }


def _labels(row: Mapping[str, object], where: str) -> Mapping[str, str] | None:
    if not any(head in row for head in HEADS):
        return None
    return {
        head: str(read_label(row, labels, field=head, where=where))
        for head, labels in HEADS.items()
    }


def _counted(shares: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, int]]:
    return {name: {"prompts": of, "changed": changed} for name, (of, changed) in shares.items()}


def _score_record(found: Score) -> dict[str, object]:
    return {
        "prompts": found.prompts,
        "accuracy": {"before": found.accuracy[0], "after": found.accuracy[1]},
        "macro_f1": {"before": found.macro_f1[0], "after": found.macro_f1[1]},
        "difference_interval": list(found.interval),
        "better": found.better,
        "worse": found.worse,
        "p_value": found.p_value,
        "verdict": found.verdict,
    }
