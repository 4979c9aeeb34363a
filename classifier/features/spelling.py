"""Which groups of letters does a text consist of?

Groups of two to four letters carry stems and endings over from one language or spelling to another,
where the tokenizer's vocabulary, made for English, falls into pieces.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["letter_groups"]

SIZES = (2, 3, 4)
_SPACE = np.uint32(32)
# Odd multipliers, one for each place in a group, and one that spreads the sum.
_PLACES = (
    np.uint32(0x9E3779B1),
    np.uint32(0x85EBCA77),
    np.uint32(0xC2B2AE3D),
    np.uint32(0x27D4EB2F),
)
_SPREAD = np.uint32(0x165667B1)


def letter_groups(text: str) -> NDArray[np.uint16]:
    """The hashes of the letter groups of each distinct word; some occur more than once."""
    words = " ".join(dict.fromkeys(text.lower().split()))
    padded = f" {words} ".encode("utf-32-le", "surrogatepass")
    letters = np.frombuffer(padded, "<u4").astype(np.uint32)
    is_space = letters == _SPACE
    hashes: list[NDArray[np.uint16]] = []
    total = letters * _PLACES[0]
    for size in SIZES:
        total = total[:-1] + letters[size - 1 :] * _PLACES[size - 1]
        # A word's edge belongs to its groups, a space inside would join two words.
        inner = ~is_space[1 : len(total) + size - 2]
        within = np.ones(len(total), np.bool_)
        for offset in range(size - 2):
            within &= inner[offset : offset + len(total)]
        hashes.append(
            (((total + np.uint32(size)) * _SPREAD) >> np.uint32(16))[within].astype(np.uint16)
        )
    return np.concatenate(hashes)
