"""What does the classifier say of a prompt?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from classifier.labels import Complexity, Priority, Task

__all__ = ["Assessment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Priority, complexity and task with calibrated probabilities; never the text itself."""

    priority: Priority
    complexity: Complexity
    task: Task
    priority_probabilities: Mapping[str, float] = field(default_factory=dict)
    complexity_probabilities: Mapping[str, float] = field(default_factory=dict)
    task_probabilities: Mapping[str, float] = field(default_factory=dict)
    is_abstained: bool = False
    """Too unsure, or outside the trained range: conditions on labels do not match."""
    abstained_because: str | None = None
    features: Mapping[str, float] = field(default_factory=dict)
    """The named features that the classifier measured, for explanations."""
    classifier_version: str = "none"
    difficulty: float | None = None
    """How hard the prompt is, in logits; None where nothing that is decided depends on it."""
    sketch: int | None = None
    """64 bits of what the encoder made of the turn that asks, under a key: near prompts differ in
    few of them, and without the key nothing can be told of their words. None where not made."""
    output_tokens_p50: int | None = None
    """Predicted length of one answer, which half of the answers keep within; None if unknown."""
    output_tokens_p95: int | None = None
    """The same, which 19 answers in 20 keep within."""

    @property
    def probabilities(self) -> dict[str, dict[str, float]]:
        """For each head, the probability of each label."""
        return {
            "priority": dict(self.priority_probabilities),
            "complexity": dict(self.complexity_probabilities),
            "task": dict(self.task_probabilities),
        }
