"""Which networks, clients or users has a subject been seen with?"""

from collections.abc import Iterable
from zlib import crc32

__all__ = ["Known"]

_BITS = 24
_LAST = (1 << _BITS) - 1


class Known:
    """A bounded set of 32-bit hashes with the hours when each was first and last seen.

    What was seen longest ago makes room: so a set that is full tells that many are usual.
    """

    __slots__ = ("most", "seen")

    def __init__(self, *, most: int) -> None:
        self.most = most
        self.seen: dict[int, int] = {}
        """Hash -> hours since 1970 of first and last sight, in one number."""

    def see(self, name: str, *, hour: int) -> int:
        """Takes a name in; how many hours ago it was first seen, 0 for a new one."""
        digest = crc32(name.encode("utf-8", "surrogatepass"))
        hours = self.seen.get(digest)
        if hours is None:
            if len(self.seen) >= self.most:
                del self.seen[min(self.seen, key=lambda each: self.seen[each] & _LAST)]
            first = hour
        else:
            first = hours >> _BITS
            if hours & _LAST >= hour:
                return hour - first
        self.seen[digest] = first << _BITS | hour
        return hour - first

    @property
    def is_full(self) -> bool:
        """Whether there may be more than it remembers."""
        return len(self.seen) >= self.most

    def longer_than(self, hours: int, *, hour: int) -> int:
        """How many have been known for at least so many hours."""
        return sum(hour - (each >> _BITS) >= hours for each in self.seen.values())

    def restore(self, rows: Iterable[tuple[int, int, int]]) -> None:
        """Takes back what `rows` gave."""
        self.seen = {digest: first << _BITS | last for digest, first, last in rows}

    def rows(self) -> list[tuple[int, int, int]]:
        """Hash, first and last hour of each."""
        return [(digest, each >> _BITS, each & _LAST) for digest, each in self.seen.items()]
