"""Which keys were looked up a moment ago?"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from router.core.key import VirtualKey
from router.ports.clock import Clock

__all__ = ["FoundKeys"]

T = TypeVar("T")


class Began(NamedTuple):
    """When a look-up began."""

    at_s: float
    forgotten: int
    """How often all had been forgotten before."""


class FoundKeys:
    """Remembers look-ups by hash for half a second: a revoked key works no longer than that.

    Misses are remembered apart from hits, so that guessing cannot push good keys out. A key that is
    looked up anew and is what it was stays one and the same object, by which others know it.
    """

    def __init__(self, clock: Clock, *, lifetime_s: float = 0.5, limit: int = 20_000) -> None:
        self._clock = clock
        self._lifetime_s = lifetime_s
        self._limit = limit
        self._forgotten = 0
        self._hits: OrderedDict[bytes, tuple[VirtualKey, float]] = OrderedDict()
        self._misses: OrderedDict[bytes, tuple[None, float]] = OrderedDict()

    def recall(self, hashed: bytes) -> tuple[VirtualKey | None] | None:
        """What was found in a tuple of one; None where that is not known, or too long ago."""
        remembered = self._hits.get(hashed) or self._misses.get(hashed)
        if remembered is None or self._clock.monotonic_s() >= remembered[1]:
            return None
        return (remembered[0],)

    def begin(self) -> Began:
        """To be called before a look-up, so that nothing is remembered that was old already."""
        return Began(at_s=self._clock.monotonic_s(), forgotten=self._forgotten)

    def remember(
        self, hashed: bytes, found: VirtualKey | None, *, began: Began
    ) -> VirtualKey | None:
        """Keep the outcome of a look-up, unless all was forgotten since it began; return it."""
        if began.forgotten != self._forgotten:
            return found
        until_s = began.at_s + self._lifetime_s
        if found is None:
            self._hits.pop(hashed, None)
            _put(self._misses, {hashed: (None, until_s)}, limit=self._limit)
        else:
            before = self._hits.get(hashed)
            if before is not None and before[0] == found:
                found = before[0]
            self._misses.pop(hashed, None)
            _put(self._hits, {hashed: (found, until_s)}, limit=self._limit)
        return found

    def forget(self) -> None:
        """Forget all: keys were added or changed."""
        self._forgotten += 1
        self._hits.clear()
        self._misses.clear()


def _put(kept: OrderedDict[bytes, T], newest: Mapping[bytes, T], *, limit: int) -> None:
    for hashed in newest:
        kept.pop(hashed, None)
    kept.update(newest)
    while len(kept) > limit:
        kept.popitem(last=False)
