"""Has a caller stopped reading what is sent to it?"""

from math import inf

__all__ = ["Unread"]

_READ_S = 60
"""So long may a caller take nothing at all of what waits for it."""


class Unread:
    """What waits to be sent to one caller; asked now and then, so that sending costs nothing."""

    __slots__ = ("_by_s", "_size")

    def __init__(self) -> None:
        self._size = 0
        self._by_s = inf

    def is_left(self, size: int, *, now_s: float) -> bool:
        """Whether the `size` bytes that wait have waited too long without one of them taken."""
        if size == 0 or size != self._size:
            self._size, self._by_s = size, now_s + _READ_S
            return False
        return now_s > self._by_s
