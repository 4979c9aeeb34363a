"""Which labelled prompts are real, and where does their text come from?

The text of other people's prompts is not shipped: `labels/real.jsonl` holds ids and labels,
and the loader joins them with a file of prompts that whoever trains has on disk.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.datasets.load import DatasetError, read_label, read_rows, read_text
from classifier.datasets.schema import LabelledPrompt
from classifier.datasets.split import opening
from classifier.labels import Complexity, Label, Priority, Task
from classifier.prompt import Prompt

__all__ = [
    "REAL_ID",
    "SHIPPED_LABELS",
    "RealLabel",
    "RealPrompts",
    "is_share_alike",
    "join_prompts",
    "load_labels",
    "prompt_id",
    "read_texts",
]

SHIPPED_LABELS: Final = Path(__file__).parent / "labels" / "real.jsonl"
ID_DIGITS: Final = 16
REAL_ID: Final = "real-"
_COLUMNS = ("prompt", "source", "licence")


@dataclass(frozen=True, slots=True)
class RealLabel:
    """What one annotator says of one prompt."""

    id: str
    annotator: str
    source: str
    priority: Priority
    complexity: Complexity
    task: Task

    @property
    def labels(self) -> Mapping[str, Label]:
        """The label of each head."""
        return {"priority": self.priority, "complexity": self.complexity, "task": self.task}


@dataclass(frozen=True, slots=True)
class RealPrompts:
    """Labelled prompts with their text, each once.

    Share-alike licences reach what is made of a text, so those prompts only judge.
    """

    to_train: list[LabelledPrompt]
    to_judge: list[LabelledPrompt]


def prompt_id(text: str) -> str:
    """The name of a prompt that gives nothing of its text away."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS]


def load_labels(path: Path = SHIPPED_LABELS) -> list[RealLabel]:
    """Every label of the file; one annotator labels a prompt once."""
    labels = [_parse(row, where=where) for row, where in read_rows(path)]
    seen: set[tuple[str, str]] = set()
    for label in labels:
        if (label.id, label.annotator) in seen:
            message = (
                f"{path.name}: {label.annotator!r} labelled {label.id!r} twice. Keep one line."
            )
            raise DatasetError(message)
        seen.add((label.id, label.annotator))
    return labels


def join_prompts(labels: Iterable[RealLabel], path: Path) -> RealPrompts:
    """The labels with the text of a Parquet file of prompts.

    Of a prompt with several labels, its first and its second annotator's count in turn, so that
    neither's taste prevails.
    """
    by_id: dict[str, list[RealLabel]] = {}
    for label in labels:
        by_id.setdefault(label.id, []).append(label)
    rows = {prompt_id(text): (text, licence) for text, _, licence in read_texts(path)}
    missing = sorted(set(by_id) - set(rows))
    if missing:
        message = (
            f"{path} lacks the text of {len(missing)} of {len(by_id)} labelled prompts "
            f"({missing[0]!r} is the first). Name the file that the labels were made from."
        )
        raise DatasetError(message)
    found = RealPrompts(to_train=[], to_judge=[])
    for number, (identity, given) in enumerate(by_id.items()):
        text, licence = rows[identity]
        side = found.to_judge if is_share_alike(licence) else found.to_train
        side.append(_joined(given[number % len(given)], text))
    return found


def _joined(label: RealLabel, text: str) -> LabelledPrompt:
    prompt = Prompt.from_text(text)
    return LabelledPrompt(
        id=f"{REAL_ID}{label.id}",
        author=label.annotator,
        # Prompts of one template open alike; they must not be parted.
        group=f"{REAL_ID}{prompt_id(opening(prompt))}",
        language="",
        trade=label.source,
        traps=(),
        prompt=prompt,
        priority=label.priority,
        complexity=label.complexity,
        task=label.task,
    )


def is_share_alike(licence: str) -> bool:
    """Whether what is made of a text would have to bear its licence."""
    return "-SA" in licence.upper()


def read_texts(path: Path) -> Iterator[tuple[str, str, str]]:
    """Text, source and licence of each prompt of a file."""
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        message = "Real prompts need pyarrow. Install it with: pip install 'tierwise[parquet]'"
        raise DatasetError(message) from error
    if not path.is_file():
        message = f"{path} is not a file. Name a Parquet file with prompts."
        raise DatasetError(message)
    lacking = sorted(set(_COLUMNS) - set(parquet.read_schema(path).names))
    if lacking:
        message = f"{path} has no column {', '.join(lacking)}; needed are {', '.join(_COLUMNS)}."
        raise DatasetError(message)
    for row in parquet.read_table(path, columns=list(_COLUMNS)).to_pylist():
        yield str(row["prompt"]), str(row["source"]), str(row["licence"])


def _parse(row: Mapping[str, object], *, where: str) -> RealLabel:
    return RealLabel(
        id=read_text(row, field="id", where=where),
        annotator=read_text(row, field="annotator", where=where),
        source=read_text(row, field="source", where=where),
        priority=read_label(row, Priority, field="priority", where=where),
        complexity=read_label(row, Complexity, field="complexity", where=where),
        task=read_label(row, Task, field="task", where=where),
    )
