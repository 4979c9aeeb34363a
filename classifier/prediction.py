"""What does the trained classifier say about a prompt, and how sure is it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final, Self

from classifier.artifact import Artifact
from classifier.artifact import load as load_artifact
from classifier.encoder import Vectors
from classifier.features import GROUPS
from classifier.features.reading import Reader, Reading
from classifier.heads import HEADS, Heads
from classifier.labels import Complexity, Priority, Task
from classifier.prompt import Prompt

__all__ = ["SHIPPED", "Abstention", "Classifier", "Prediction", "Probabilities"]

SHIPPED: Final = Path(__file__).parent / "model"
_PRIORITIES, _COMPLEXITIES, _TASKS = tuple(Priority), tuple(Complexity), tuple(Task)
_SMALL_NAMES = tuple(chain.from_iterable(group.feature_names for group in GROUPS))


@dataclass(frozen=True, slots=True)
class Probabilities:
    """For each head, the calibrated probability of each label."""

    priority: Mapping[str, float]
    complexity: Mapping[str, float]
    task: Mapping[str, float]


class Abstention(StrEnum):
    """Why a prediction should not be acted on."""

    NOTHING_TO_READ = "nothing_to_read"
    UNFAMILIAR = "unfamiliar"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Prediction:
    """The labels of one prompt. Where `abstained`, they are a guess that nobody should act on."""

    priority: Priority
    complexity: Complexity
    task: Task
    probabilities: Probabilities
    abstained_because: Abstention | None
    features: Mapping[str, float]
    version: str
    vector: Vectors | None = field(default=None, repr=False, compare=False)
    """What the encoder made of the turn that asks; zero where it has no words."""

    @property
    def abstained(self) -> bool:
        """Whether the labels are too uncertain to act on."""
        return self.abstained_because is not None


class Classifier:
    """A loaded artifact. Calls may come from several threads at once."""

    def __init__(self, artifact: Artifact) -> None:
        self._artifact = artifact
        self._reader = Reader(artifact.tokenizer, artifact.encoder)
        self._heads = Heads(artifact.tables)
        self._labels = {head: tuple(map(str, labels)) for head, labels in HEADS.items()}

    @classmethod
    def load(cls, path: Path = SHIPPED) -> Self:
        """Load an artifact folder, by default the shipped one; raises `ArtifactError`."""
        return cls(load_artifact(path))

    @cached_property
    def version(self) -> str:
        """The artifact's name and version and the beginning of its hash."""
        return self._artifact.manifest.label

    def predict(self, prompt: Prompt) -> Prediction:
        """Classify one prompt. Any prompt is accepted; one that says nothing is abstained on."""
        reading = self._reader.read(prompt)
        small = self._heads.small_row(reading)
        found = self._heads.probabilities(reading, small_row=small)
        sure = {head: max(values) for head, values in found.items()}
        priority, complexity, task = found["priority"], found["complexity"], found["task"]
        return Prediction(
            priority=_PRIORITIES[priority.index(sure["priority"])],
            complexity=_COMPLEXITIES[complexity.index(sure["complexity"])],
            task=_TASKS[task.index(sure["task"])],
            probabilities=Probabilities(
                priority=dict(zip(self._labels["priority"], priority, strict=True)),
                complexity=dict(zip(self._labels["complexity"], complexity, strict=True)),
                task=dict(zip(self._labels["task"], task, strict=True)),
            ),
            abstained_because=self._abstention(reading, sure),
            features=dict(zip(_SMALL_NAMES, small, strict=True)),
            version=self.version,
            vector=reading.vectors[0],
        )

    def _abstention(self, reading: Reading, sure: Mapping[str, float]) -> Abstention | None:
        """Why not to act on labels of which the best ones are so probable."""
        manifest = self._artifact.manifest
        if reading.is_empty:
            return Abstention.NOTHING_TO_READ
        if self._artifact.familiarity.unfamiliar_share(reading) > manifest.max_unfamiliar:
            return Abstention.UNFAMILIAR
        least = manifest.min_confidence.items()
        if any(sure[head] < confidence for head, confidence in least):
            return Abstention.UNSURE
        return None

    def explain(self, prompt: Prompt) -> dict[str, dict[str, float]]:
        """For each head, what each feature group adds to the chosen label's logit."""
        reading = self._reader.read(prompt)
        probabilities = self._heads.probabilities(reading, small_row=self._heads.small_row(reading))
        return {
            head: {
                group: float(additions[probabilities[head].index(max(probabilities[head]))])
                for group, additions in groups.items()
            }
            for head, groups in self._heads.contributions(reading).items()
        }
