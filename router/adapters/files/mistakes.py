"""What is wrong in a file, where exactly, and how are many mistakes told at once?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from router.core.errors import ConfigurationError
from router.core.suggestion import did_you_mean

__all__ = ["Location", "Mistake", "Place", "WrongFile", "WrongFiles", "did_you_mean", "shown"]

Location = tuple[str | int, ...]
"""Keys and indexes that lead to a part of a file's data."""

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file, counted from 1 as editors do."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing to mend."""

    place: Place
    text: str
    at: Location = field(default=(), compare=False)
    """The part of the data that is wrong, where it is known."""


class WrongFile(ConfigurationError):
    """A file has mistakes: a line for each, in the order of the file."""

    def __init__(self, path: Path, mistakes: Iterable[Mistake]) -> None:
        self.path = path
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__(
            "\n".join(f"{path}:{m.place.line}:{m.place.column}: {m.text}" for m in self.mistakes)
        )


class WrongFiles(ConfigurationError):
    """Several files have mistakes, or cannot be read."""

    def __init__(self, wrong: Iterable[ConfigurationError]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("\n".join(error.message for error in self.wrong))


def shown(value: object) -> str:
    """A value as it may stand in a message: short, and on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
