"""Which mistakes was the classifier surest of?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from classifier.datasets.schema import LabelledPrompt
from classifier.heads import HEADS
from classifier.prediction import Prediction
from classifier.prompt import Prompt

__all__ = ["Mistake", "excerpt", "worst_mistakes"]

EXCERPT_CHARS: Final = 280


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong label: what was said, how surely, and what is true."""

    id: str
    head: str
    said: str
    truth: str
    confidence: float
    abstained: bool
    language: str
    text: str


def worst_mistakes(
    test: Sequence[LabelledPrompt], predictions: Sequence[Prediction], *, count: int
) -> list[Mistake]:
    """The wrong labels of all heads, the surest first."""
    found = [
        Mistake(
            id=labelled.id,
            head=head,
            said=str(getattr(said, head)),
            truth=str(labelled.labels[head]),
            confidence=max(getattr(said.probabilities, head).values()),
            abstained=said.abstained,
            language=labelled.language,
            text=excerpt(labelled.prompt),
        )
        for labelled, said in zip(test, predictions, strict=True)
        for head in HEADS
        if str(getattr(said, head)) != str(labelled.labels[head])
    ]
    return sorted(found, key=lambda mistake: (-mistake.confidence, mistake.id))[:count]


def excerpt(prompt: Prompt, *, chars: int = EXCERPT_CHARS) -> str:
    """The beginning of the turn that asks, on one line."""
    text = prompt.turns[prompt.last_index].text if prompt.turns else ""
    # A long paste is not split as a whole for the sake of its first words.
    line = " ".join(text[: 4 * chars].split()).encode("utf-8", "replace").decode()
    return line if len(line) <= chars else f"{line[: chars - 1].rstrip()}…"
