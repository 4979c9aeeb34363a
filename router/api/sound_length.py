"""How many seconds does a sound last, going by what its file says of itself?"""

import io
import struct
from math import ceil, isfinite

from typing_extensions import override

__all__ = ["seconds_of"]

_LEAST_BYTES_A_SECOND = 1_000
"""Speech in the thriftiest usual form takes 8 kbit/s."""
_MOST_READS = 50_000
"""Twenty megabytes of Ogg take 15,000; what is no sound at all would take millions, and seconds."""


class _Patience(io.BytesIO):
    """A file that can be read so often."""

    reads = 0

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > _MOST_READS:
            raise ValueError("This is no sound.")
        return super().read(size)


def seconds_of(data: bytes, *, file_name: str) -> int:
    """The length in begun seconds; where the file does not tell, what it can be at most.

    `file_name` tells the format where the data do not.
    """
    from tinytag import TinyTag, TinyTagException

    most = -(-len(data) // _LEAST_BYTES_A_SECOND)
    try:
        found = TinyTag.get(file_name, file_obj=_Patience(data), tags=False)
    except (TinyTagException, struct.error, ValueError, ArithmeticError, LookupError):
        return most  # webm, or no sound at all: the provider will say so
    lasts_s = found.duration
    if lasts_s is None or not isfinite(lasts_s) or lasts_s <= 0:
        return most
    return min(ceil(lasts_s), most)
