"""Which parts of a test set are looked at on their own?"""

from collections.abc import Callable, Mapping
from typing import Final

from classifier.datasets.schema import LabelledPrompt

__all__ = ["SLICES"]


def _language(prompt: LabelledPrompt) -> str:
    return prompt.language or "unknown"


def _length(prompt: LabelledPrompt) -> str:
    words = sum(len(turn.text.split()) for turn in prompt.prompt.turns)
    for limit in (15, 60, 180):
        if words < limit:
            return f"under {limit} words"
    return "180 words and more"


def _turns(prompt: LabelledPrompt) -> str:
    users = sum(turn.role == "user" for turn in prompt.prompt.turns)
    return "one user turn" if users <= 1 else "several user turns"


def _system(prompt: LabelledPrompt) -> str:
    has_system = any(turn.role == "system" for turn in prompt.prompt.turns)
    return "system message" if has_system else "no system message"


def _task(prompt: LabelledPrompt) -> str:
    return str(prompt.task)


SLICES: Final[Mapping[str, Callable[[LabelledPrompt], str]]] = {
    "language": _language,
    "length": _length,
    "turns": _turns,
    "system": _system,
    "task": _task,
}
