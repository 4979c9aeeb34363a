"""Who waits for a turn, who gets the next one, and who has waited too long?

By rank; within a rank each sender in turn, whoever has many waiting; of one sender the oldest.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from router.core.admission import Rank

__all__ = ["Line", "Place"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place(Generic[T]):
    """Somebody who waits."""

    who: T
    rank: Rank
    since_s: float


class Line(Generic[T]):
    """All who wait."""

    def __init__(self) -> None:
        self._ranks: dict[Rank, dict[str, deque[Place[T]]]] = {rank: {} for rank in Rank}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def join(self, place: Place[T], *, sender: str) -> None:
        """Wait behind the others of the same sender."""
        self._ranks[place.rank].setdefault(sender, deque()).append(place)
        self._count += 1

    def next(self) -> Place[T] | None:
        """Whose turn it is; they leave the line."""
        for senders in self._ranks.values():
            if senders:
                sender = next(iter(senders))
                waiting = senders.pop(sender)
                place = waiting.popleft()
                if waiting:
                    senders[sender] = waiting  # behind all others: dictionaries keep the order
                self._count -= 1
                return place
        return None

    def oldest_s(self) -> float | None:
        """Since when whoever has waited longest waits; None where nobody does."""
        heads = (
            waiting[0].since_s for all_of in self._ranks.values() for waiting in all_of.values()
        )
        return min(heads, default=None)

    def overdue(self, now_s: float, *, patience_s: dict[Rank, float]) -> Iterator[Place[T]]:
        """All who have waited longer than their rank may; they leave the line."""
        for rank, senders in self._ranks.items():
            oldest_s = now_s - patience_s[rank]
            for sender in list(senders):
                waiting = senders[sender]
                while waiting and waiting[0].since_s < oldest_s:
                    self._count -= 1
                    yield waiting.popleft()
                if not waiting:
                    del senders[sender]
