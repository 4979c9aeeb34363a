"""How many seconds does a sound last, going by what its file says of itself?"""

import io
import struct
from math import ceil, isfinite

__all__ = ["seconds_of"]

_LEAST_BYTES_A_SECOND = 1_000
"""Speech in the thriftiest usual form takes 8 kbit/s."""


def seconds_of(data: bytes, *, file_name: str) -> int:
    """The length in begun seconds; where the file does not tell, what it can be at most.

    `file_name` tells the format where the data do not.
    """
    from tinytag import TinyTag, TinyTagException

    most = -(-len(data) // _LEAST_BYTES_A_SECOND)
    try:
        found = TinyTag.get(file_name, file_obj=io.BytesIO(data), tags=False)
    except (TinyTagException, struct.error, ValueError, ArithmeticError, LookupError):
        return most  # webm, or no sound at all: the provider will say so
    lasts_s = found.duration
    if lasts_s is None or not isfinite(lasts_s) or lasts_s <= 0:
        return most
    return min(ceil(lasts_s), most)
