"""How often do marks of several kinds occur in a text?

Most marks are one ASCII character. One count of a text's bytes answers for all of them, since in
UTF-8 such a byte is nothing else, and a longer mark is only looked for where its first character
occurs: a third of the time that a search for each mark takes.
"""

from collections.abc import Mapping
from math import log1p
from typing import Final

import numpy as np

__all__ = ["Marks"]

_BYTES: Final = 256


class Marks:
    """Counts the marks of each kind. A text may be searched by several threads at once."""

    def __init__(self, kinds: Mapping[str, tuple[str, ...]]) -> None:
        """Take the marks of each kind, in the order in which they are told."""
        self._letters = np.zeros((_BYTES, len(kinds)), np.intp)
        self._longer: list[tuple[int, int, str]] = []
        self._foreign: list[tuple[int, str]] = []
        for place, marks in enumerate(kinds.values()):
            for mark in marks:
                if not mark.isascii():
                    self._foreign.append((place, mark))
                elif len(mark) > 1:
                    self._longer.append((ord(mark[0]), place, mark))
                else:
                    self._letters[ord(mark), place] += 1

    def logs(self, text: str) -> list[float]:
        """The logarithm of one more than the count of each kind."""
        spelt = text.encode("utf-8", "surrogatepass")
        letters = np.bincount(np.frombuffer(spelt, np.uint8), minlength=_BYTES)
        counts: list[int] = (letters @ self._letters).tolist()
        occurs = letters.tolist()
        for first, place, mark in self._longer:
            if occurs[first]:
                counts[place] += text.count(mark)
        if not text.isascii():
            for place, mark in self._foreign:
                counts[place] += text.count(mark)
        return [log1p(count) if count else 0.0 for count in counts]
