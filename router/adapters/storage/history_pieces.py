"""Into which pieces is a history cut, so that several can read it at once?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from router.core.history import Span

__all__ = ["cut"]


def cut(
    ends: tuple[int, int],
    several: Iterable[tuple[str, int, int]],
    *,
    window: tuple[datetime, datetime],
    size: int,
) -> Sequence[Span]:
    """Pieces of `size` bookings by their numbers.

    Args:
        ends: the numbers of the first and the last booking.
        several: decisions with several bookings, and the numbers of their first and last.
        window: the first moment, and the moment after the last.
        size: how many bookings make a piece.
    """
    first, last = ends
    shared: dict[int, set[str]] = defaultdict(set)
    for decision_id, earliest, latest in several:
        for place in range((earliest - first) // size, (latest - first) // size + 1):
            shared[place].add(decision_id)
    return [
        Span(
            first=begin,
            last=min(begin + size - 1, last),
            since=window[0],
            until=window[1],
            shared=frozenset(shared[place]),
        )
        for place, begin in enumerate(range(first, last + 1, size))
    ]
