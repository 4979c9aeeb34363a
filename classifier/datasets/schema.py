"""What does one labelled prompt look like?"""

from collections.abc import Mapping
from dataclasses import dataclass

from classifier.labels import Complexity, Label, Priority, Task
from classifier.prompt import Prompt

__all__ = ["LabelledPrompt"]


@dataclass(frozen=True, slots=True)
class LabelledPrompt:
    """A prompt with its three labels and what is known of where it comes from."""

    id: str
    author: str
    group: str
    language: str
    trade: str
    traps: tuple[str, ...]
    prompt: Prompt
    priority: Priority
    complexity: Complexity
    task: Task

    @property
    def labels(self) -> Mapping[str, Label]:
        """The label of each head."""
        return {"priority": self.priority, "complexity": self.complexity, "task": self.task}
