"""How are answers kept in the memory of one process?"""

from collections import OrderedDict
from datetime import datetime
from typing import NamedTuple

from router.core.kept_answer import KeptAnswer, KeptCount
from router.ports.clock import Clock

__all__ = ["MemoryAnswers"]


class _Kept(NamedTuple):
    answer: KeptAnswer
    until: datetime


class MemoryAnswers:
    """Implements `KeptAnswers`: those that were used last, up to `most_bytes` of them."""

    def __init__(self, *, clock: Clock, most_bytes: int = 64_000_000) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, name: str) -> KeptAnswer | None:
        """The answer under this name; None where there is none any more."""
        kept = self._kept.get(name)
        if kept is None:
            return None
        if kept.until <= self._clock.now():
            self._forget(name)
            return None
        self._kept.move_to_end(name)
        return kept.answer

    async def put(self, name: str, kept: KeptAnswer, *, until: datetime) -> None:
        """Keep an answer; one of an eighth of all the room would drive out too many others."""
        if kept.size > self._most_bytes // 8:
            return
        self._forget(name)
        self._kept[name] = _Kept(kept, until)
        self._bytes += kept.size
        while self._bytes > self._most_bytes:
            self._forget(next(iter(self._kept)))

    async def count(self) -> KeptCount:
        """How much this process keeps; what is over is forgotten here."""
        now = self._clock.now()
        for name in [name for name, kept in self._kept.items() if kept.until <= now]:
            self._forget(name)
        return KeptCount(where="memory", answers=len(self._kept), size_bytes=self._bytes)

    async def clear(self, mark: str | None = None) -> int:
        """Forget all of this process, or all with a mark; how many there were."""
        names = [
            name for name, kept in self._kept.items() if mark is None or mark in kept.answer.marks
        ]
        for name in names:
            self._forget(name)
        return len(names)

    async def close(self) -> None:
        """Nothing is open."""

    def _forget(self, name: str) -> None:
        kept = self._kept.pop(name, None)
        if kept is not None:
            self._bytes -= kept.answer.size
