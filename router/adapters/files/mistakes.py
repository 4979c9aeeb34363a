"""What is wrong in a file, where exactly, and how are many mistakes told at once?"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from router.core.errors import ConfigurationError

__all__ = ["Mistake", "Place", "did_you_mean", "refuse", "shown"]

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


def refuse(path: Path, mistakes: Iterable[Mistake]) -> ConfigurationError:
    """The error that names all mistakes, a line for each, in the order of the file."""
    return ConfigurationError(
        "\n".join(
            f"{path}:{mistake.place.line}:{mistake.place.column}: {mistake.text}"
            for mistake in sorted(set(mistakes))
        )
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence with the nearest known word, led by a space; empty where none is near."""
    by_small = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), list(by_small), n=1, cutoff=0.6)
    return f" Did you mean '{by_small[near[0]]}'?" if near else ""


def shown(value: object) -> str:
    """A value as it may stand in a message: short, and on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
