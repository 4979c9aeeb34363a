"""Was nearly the same asked a moment ago, and how regularly?"""

from array import array
from itertools import pairwise
from math import sqrt
from sys import byteorder

__all__ = ["REMEMBERED", "Repeats"]

REMEMBERED = 32
_NEAR_BITS = 3
"""So many of a sketch's 64 bits may differ between near-duplicates."""
_ALL = (1 << REMEMBERED) - 1


class Repeats:
    """The last prompts of one key, as hashes and sketches, and which of them were repeats."""

    __slots__ = ("_next", "bits", "prints", "sketches", "times_s")

    def __init__(self) -> None:
        self.bits = 0
        """One bit a prompt, the newest lowest: 1 for a repeat."""
        self.prints = array("q", bytes(8 * REMEMBERED))
        self.sketches = array("Q", bytes(8 * REMEMBERED))
        self.times_s = array("d", bytes(8 * REMEMBERED))
        self._next = 0

    def add(self, at_s: float, *, fingerprint: str | None, sketch: int | None) -> bool:
        """Takes a prompt in; whether it repeats one of the last."""
        digest = hash(fingerprint) if fingerprint is not None else 0
        is_repeat = (digest != 0 and digest in self.prints) or self._is_near(sketch)
        at = self._next
        self.prints[at], self.sketches[at], self.times_s[at] = digest, sketch or 0, at_s
        self._next = (at + 1) % REMEMBERED
        self.bits = (self.bits << 1 | is_repeat) & _ALL
        return is_repeat

    def span_s(self, at_s: float) -> float:
        """How long ago the oldest that is remembered came."""
        return at_s - self.times_s[self._next]

    def unevenness(self) -> float:
        """Deviation of the gaps by their mean: 0 for a clock, about 1 for people."""
        order = [self.times_s[(self._next + i) % REMEMBERED] for i in range(REMEMBERED)]
        gaps = [after - before for before, after in pairwise(order)]
        mean = sum(gaps) / len(gaps)
        if mean <= 0:
            return 0.0
        return sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) / mean

    def _is_near(self, sketch: int | None) -> bool:
        if not sketch:
            return False
        # Where three bits of 64 differ at most, one of four pairs of bytes is the same. Pairs are
        # searched in a tenth of the time of 32 comparisons, and hardly ever found by chance.
        pairs, mine = self.sketches.tobytes(), sketch.to_bytes(8, byteorder)
        if not (mine[:2] in pairs or mine[2:4] in pairs or mine[4:6] in pairs or mine[6:] in pairs):
            return False
        return any((other ^ sketch).bit_count() <= _NEAR_BITS for other in self.sketches if other)
