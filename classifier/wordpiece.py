"""How does a text become token ids, in a few microseconds?

This is BERT's uncased WordPiece, which the encoder's vocabulary was made for. Text in use repeats
itself, so the ids of a whitespace-separated chunk are remembered as bytes: a known text costs a
split, one dictionary look-up a chunk, and a join, all of them in C.
"""

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["TokenIds", "WordPiece"]

TokenIds = NDArray[np.uint16]

# Bounds memory to some tens of megabytes whatever the traffic; a full cache is dropped as a whole,
# which costs less than to keep track of use.
REMEMBERED_TEXTS = 60_000
REMEMBERED_CHARS = 40
# As in the reference implementation: a longer word is one unknown token.
WORD_CHARS = 100
UNKNOWN = "[UNK]"

# Control characters that `str.split` takes for white space and BERT removes.
_HIDDEN_BREAKS = "\x0b\x0c\x1c\x1d\x1e\x1f\x85"
_CJK_RANGES = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs"})


class _Normal(dict[int, str]):
    """Code point to its normal form, with spaces where BERT cuts: a `str.translate` table."""

    def __missing__(self, point: int) -> str:
        form = self[point] = _normal_form(chr(point))
        return form


def _normal_form(character: str) -> str:
    if character == "\ufffd" or unicodedata.category(character) in _DROPPED_CATEGORIES:
        return ""
    bare = "".join(
        part
        for part in unicodedata.normalize("NFD", character)
        if unicodedata.category(part) != "Mn"
    ).lower()
    if any(low <= ord(character) <= high for low, high in _CJK_RANGES):
        return f" {bare} "
    return "".join(f" {part} " if _is_punctuation(part) else part for part in bare)


def _is_punctuation(character: str) -> bool:
    if character.isascii():
        return not character.isalnum() and not character.isspace()
    return unicodedata.category(character)[0] == "P"


class _Remembered(dict[str, bytes]):
    """Text to the bytes of its ids; what is missing is worked out and, if short, kept."""

    def __init__(self, ids_of: Callable[[str], bytes], *, capacity: int) -> None:
        super().__init__()
        self._ids_of = ids_of
        self._capacity = capacity

    def __missing__(self, text: str) -> bytes:
        ids = self._ids_of(text)
        if len(text) <= REMEMBERED_CHARS:
            if len(self) >= self._capacity:
                self.clear()
            self[text] = ids
        return ids


class WordPiece:
    """An uncased WordPiece tokenizer over one vocabulary, without special tokens."""

    def __init__(
        self,
        vocabulary: Sequence[str],
        *,
        capacity: int = REMEMBERED_TEXTS,
    ) -> None:
        """Take the vocabulary in the order of its ids.

        Args:
            vocabulary: The tokens.
            capacity: How many words and chunks are remembered before memory is emptied.
        """
        if UNKNOWN not in vocabulary:
            message = f"The vocabulary has no {UNKNOWN} token; it is not a BERT vocabulary."
            raise ValueError(message)
        self.vocabulary = tuple(vocabulary)
        self._id_of = {token: index for index, token in enumerate(vocabulary)}
        self.unknown_id = self._id_of[UNKNOWN]
        self._longest = max(map(len, vocabulary))
        self._normal = _Normal()
        self._chunks = _Remembered(self._chunk_ids, capacity=capacity)
        self._words = _Remembered(self._word_ids, capacity=capacity)

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a `vocab.txt`: one token a line."""
        return cls(path.read_text(encoding="utf-8").split("\n")[:-1])

    def ids(self, text: str) -> TokenIds:
        """The token ids of a text. Any string is accepted, lone surrogates too."""
        for character in _HIDDEN_BREAKS:
            if character in text:
                text = text.replace(character, "")
        return np.frombuffer(b"".join(map(self._chunks.__getitem__, text.split())), np.uint16)

    def _chunk_ids(self, chunk: str) -> bytes:
        """Normalise a text without white space, cut it into words, and look these up."""
        words = chunk.translate(self._normal).split()
        return b"".join(map(self._words.__getitem__, words))

    def _word_ids(self, word: str) -> bytes:
        return np.array(self._pieces(word), np.uint16).tobytes()

    def _pieces(self, word: str) -> list[int]:
        """Longest match first; a word with a part that is not in the vocabulary is unknown."""
        if len(word) > WORD_CHARS:
            return [self.unknown_id]
        pieces: list[int] = []
        start, prefix = 0, ""
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                found = self._id_of.get(prefix + word[start:end])
                if found is not None:
                    break
            else:
                return [self.unknown_id]
            pieces.append(found)
            start, prefix = end, "##"
        return pieces
