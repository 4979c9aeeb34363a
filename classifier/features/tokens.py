"""Feature group `tokens`: which words, word pairs and letter groups occur, and in which view."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.features.reading import Reading
from classifier.wordpiece import TokenIds

__all__ = ["BLOCKS", "TokenIndex", "content_weights"]

# The first one is what `unfamiliar_share` looks at.
BLOCKS: Final = ("whole_words", "whole_pairs", "last_words", "system_words", "whole_letters")
# Token ids and hashes all fit 16 bits, which sort by radix and so in linear time.
BLOCK_SIZE = 1 << 16
_PAIR_MULTIPLIER = np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class TokenIndex:
    """The tokens and pairs that training saw often enough, each with its weight by rarity."""

    columns: NDArray[np.int32]
    idf: NDArray[np.float32]

    @classmethod
    def learn(
        cls, readings: Sequence[Reading], *, min_prompts: int, decorated: Sequence[Reading] = ()
    ) -> Self:
        """Keep what occurs in at least `min_prompts` of the readings.

        What decorates copies weighs less; else a few shouted words would crowd out the content of
        a short prompt.
        """
        counts = _prompts_with(readings)
        kept = counts >= min_prompts
        columns = np.full(counts.shape, -1, np.int32)
        columns[kept] = np.arange(kept.sum())
        idf = np.log((1 + len(readings)) / (1 + counts[kept])) + 1
        if decorated:
            idf *= content_weights(readings, decorated=decorated)[kept]
        return cls(columns=columns, idf=idf.astype(np.float32))

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.idf)

    def row(self, reading: Reading) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The columns that a prompt fills and their values; each block has unit length."""
        columns: list[NDArray[np.int32]] = []
        values: list[NDArray[np.float32]] = []
        for block, found in enumerate(_occurring(reading)):
            filled = self.columns[block].take(found)
            filled = filled[filled >= 0]
            weights = self.idf.take(filled)
            length = float(weights @ weights) ** 0.5
            columns.append(filled)
            values.append(weights / np.float32(length) if length > 0 else weights)
        return np.concatenate(columns), np.concatenate(values)

    def unfamiliar_share(self, reading: Reading) -> float:
        """The share of a prompt's tokens that training did not see; damped if there are few."""
        is_new = self.columns[0].take(reading.whole_ids) < 0
        is_new |= reading.whole_ids == reading.unknown_id
        return int(is_new.sum()) / (len(is_new) + 3)


def content_weights(
    readings: Sequence[Reading], *, decorated: Sequence[Reading]
) -> NDArray[np.float64]:
    """For each feature of each block, how much it is content: 1, or less if it decorates.

    What occurs more often in decorated copies than in prompts is decoration to that degree.
    """
    # The small addition keeps what no prompt has above zero.
    share = (_prompts_with(readings) + 0.02) / len(readings)
    decorated_share = _prompts_with(decorated) / max(1, len(decorated))
    return np.asarray(share / np.maximum(decorated_share, share))


def _prompts_with(readings: Sequence[Reading]) -> NDArray[np.int64]:
    """For each feature of each block, how many of the readings have it."""
    counts = np.zeros((len(BLOCKS), BLOCK_SIZE), np.int64)
    for reading in readings:
        for block, found in enumerate(_occurring(reading)):
            counts[block, found] += 1
    return counts


def _occurring(reading: Reading) -> list[TokenIds]:
    """The distinct features of each block, numbered within the block."""
    return [
        _distinct(reading.whole_ids),
        _distinct(_pairs(reading.whole_ids)),
        _distinct(reading.last_ids),
        _distinct(reading.system_ids),
        _distinct(reading.letters),
    ]


def _pairs(ids: TokenIds) -> TokenIds:
    wide = ids.astype(np.uint32)
    mixed = (wide[:-1] * np.uint32(31_337) + wide[1:]) * _PAIR_MULTIPLIER
    return (mixed >> np.uint32(16)).astype(np.uint16)


def _distinct(ids: TokenIds) -> TokenIds:
    """What `np.unique` returns, at a third of its cost for short arrays."""
    if len(ids) < 2:
        return ids
    # For 16 bits, numpy's stable sort is a radix sort.
    ordered = np.sort(ids, kind="stable")
    is_first = np.empty(len(ordered), np.bool_)
    is_first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]
