"""What is an imported thing called, so that names are unique and ids are well-formed?"""

import re
from collections.abc import Iterable

from router.core.catalog import AUTO
from router.core.tier import Tier

__all__ = ["TAKEN", "Ids", "Names"]

TAKEN = frozenset({AUTO, *Tier})
"""Names that mean something of their own to a caller."""
_LONGEST_ID = 64
_LONGEST_NAME = 128


class Names:
    """Gives names of deployments, each only once."""

    def __init__(self) -> None:
        self._given: set[str] = set(TAKEN)

    def pick(self, wishes: Iterable[str | None]) -> str:
        """The first wish that is free, else the last one with a number."""
        usable = [wish[:_LONGEST_NAME] for wish in wishes if wish]
        free = next((wish for wish in usable if wish not in self._given), None)
        number = 1
        while free is None:
            number += 1
            numbered = f"{usable[-1][: _LONGEST_NAME - 5]}-{number}"
            free = None if numbered in self._given else numbered
        self._given.add(free)
        return free


class Ids:
    """Gives ids of rules and budgets, each only once."""

    def __init__(self) -> None:
        self._given: set[str] = {"default"}

    def give(self, *words: str) -> str:
        """An id that reads like the words."""
        plain = re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-") or "rule"
        found, number = plain[: _LONGEST_ID - 5].strip("-"), 1
        base = found
        while found in self._given:
            number += 1
            found = f"{base}-{number}"
        self._given.add(found)
        return found
