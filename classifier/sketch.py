"""Were two prompts nearly the same? A few bits tell, without a word of either.

Each bit says on which side of a plane through the origin a prompt's vector lies (SimHash): of two
vectors at an angle, the share of bits that differ is that angle by 180 degrees. The planes are
drawn from a key, so whoever has the sketches but not the key cannot test guesses against them.
Sketches of two encoders cannot be compared.
"""

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["BITS", "Sketcher"]

BITS: Final = 64
_PURPOSE: Final = b"tierwise-sketch-1"


class Sketcher:
    """Makes sketches under one key. Threads may share it: planes are drawn the same each time."""

    def __init__(self, key: bytes) -> None:
        """Remember the key; any length will do, and an empty one hides nothing.

        Args:
            key: as secret as the one of fingerprints.
        """
        self._key = key
        self._planes: dict[int, NDArray[np.float32]] = {}

    def sketch(self, vector: NDArray[np.float32]) -> int | None:
        """64 bits of a vector; None where it is zero, as that of a prompt without words."""
        planes = self._planes.get(len(vector))
        if planes is None:
            planes = self._planes[len(vector)] = self._drawn(len(vector))
        sides = planes @ vector
        if not sides.any():
            return None
        return int.from_bytes(np.packbits(sides > 0).tobytes(), "big")

    def _drawn(self, size: int) -> NDArray[np.float32]:
        """Signs are as good as normal draws: a sum of many hardly depends on which."""
        stream = hashlib.shake_256(_PURPOSE + self._key).digest(BITS * size // 8)
        signs = np.unpackbits(np.frombuffer(stream, np.uint8)).reshape(BITS, size)
        return np.where(signs, np.float32(1), np.float32(-1))
