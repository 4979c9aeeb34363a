"""How is something drawn by lot, and yet the same each time? By a seed and a purpose.

The numbers are SplitMix64's: a few lines that give the same on every machine and every Python.
"""

import math
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

__all__ = ["Draw"]

T = TypeVar("T")

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_BITS = 53
"""As many as a float holds."""


class Draw:
    """Numbers for one purpose: no part of a plan changes those of another."""

    def __init__(self, *names: object) -> None:
        """`names` are the seed and the purpose."""
        said = ":".join(map(str, names)).encode()
        self._state = int.from_bytes(blake2b(said, digest_size=8).digest())

    def share(self) -> float:
        """At least 0 and below 1, all alike."""
        self._state = (self._state + _STEP) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        mixed ^= mixed >> 31
        return (mixed >> (64 - _BITS)) / (1 << _BITS)

    def between(self, least: float, most: float) -> float:
        """Between two numbers, all alike."""
        return least + (most - least) * self.share()

    def whole(self, least: int, most: int) -> int:
        """A whole number between two, both included."""
        return least + int(self.share() * (most - least + 1))

    def below(self, end: int) -> int:
        """A whole number from 0 on, `end` excluded."""
        return int(self.share() * end)

    def one_of(self, things: Sequence[T]) -> T:
        """One of them, all alike."""
        return things[self.below(len(things))]

    def weighted(self, things: Mapping[T, float]) -> T:
        """One of them, as often as its weight says."""
        left = self.share() * sum(things.values())
        for thing, weight in things.items():
            left -= weight
            if left < 0:
                return thing
        return list(things)[-1]

    def normal(self, mean: float, spread: float) -> float:
        """Around `mean`, by the bell curve."""
        radius = math.sqrt(-2 * math.log(1 - self.share()))
        return mean + spread * radius * math.cos(2 * math.pi * self.share())

    def skewed(self, median: float, spread: float) -> float:
        """Around `median` and never below 0: mostly a little, now and then a lot more."""
        return median * math.exp(self.normal(0, spread))

    def waiting(self, mean: float) -> float:
        """How long it takes until something happens that happens at any moment alike."""
        return -mean * math.log(1 - self.share())
