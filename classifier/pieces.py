"""How does a text become the ids of word pieces, in any language?"""

import re
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

__all__ = ["PIECES_FILE", "PieceIds", "Pieces"]

PIECES_FILE: Final = "pieces.model"
_WORD_START: Final = "▁"

PieceIds = NDArray[np.int32]
_NONE: Final = np.zeros(0, np.int32)


_REMEMBERED_CHUNKS: Final = 20_000
_REMEMBERED_CHARS: Final = 32


# Letters and marks that stay what they are beside any other: no marks that combine, and none that
# is written as a space and such a mark in the tokenizer's normal form.
_ALONE: Final = re.compile(
    r"[\x00-\x7f¡-§«¬®°±¶·»-ɏΆ-ώЀ-ҁҊ-ӿ‐-‖‘-„•…€№]*"  # noqa: RUF001 - these letters are meant.
)


class _ReadAsAWholeError(ValueError):
    """A chunk may have other pieces where it stands than alone."""


class _Chunks(dict[str, tuple[int, ...]]):
    """What stands between two spaces, to its pieces; raises where they depend on what is around."""

    def __init__(self, encode: Callable[[str], list[int]]) -> None:
        self._encode = encode

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        if not _ALONE.fullmatch(chunk):
            raise _ReadAsAWholeError(chunk)
        ids = tuple(self._encode(chunk))
        if len(chunk) <= _REMEMBERED_CHARS:
            if len(self) >= _REMEMBERED_CHUNKS:
                self.clear()
            self[chunk] = ids
        return ids


class Pieces:
    """A SentencePiece tokenizer. Calls may come from several threads at once.

    No piece goes beyond a space, so that in European alphabets each chunk has the same pieces
    wherever it stands, and those of usual words are remembered: a quarter of the time. Beyond them
    a mark may join what stands before it, and the text is read as a whole.
    """

    def __init__(self, model: bytes) -> None:
        """Take a serialised SentencePiece model.

        Raises:
            ValueError: the bytes are no such model.
        """
        self.model = model
        self._processor = SentencePieceProcessor()
        try:
            self._processor.LoadFromSerializedProto(model)
        except RuntimeError as error:
            message = f"not a SentencePiece model ({error})"
            raise ValueError(message) from error
        of = self._processor
        self._chunks = _Chunks(of.EncodeAsIds)
        self._first, self._last = (of.bos_id(),), (of.eos_id(),)
        self._silent = {of.unk_id(), of.bos_id(), of.eos_id(), of.PieceToId(_WORD_START)}

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Read a `*.model` file."""
        return cls(path.read_bytes())

    def __len__(self) -> int:
        return int(self._processor.GetPieceSize())

    def ids(self, text: str) -> PieceIds:
        """The ids of a text between its two end marks; none where no piece of it is known.

        Any string is accepted; lone surrogates are passed over.
        """
        try:
            chunks = map(self._chunks.__getitem__, text.split(" "))
            return self._told([*chain(self._first, *chunks, self._last)])
        except _ReadAsAWholeError:
            return self._told(self._as_a_whole(text))

    def _as_a_whole(self, text: str) -> list[int]:
        try:
            found: list[int] = self._processor.EncodeAsIds(text, add_bos=True, add_eos=True)
        except (UnicodeEncodeError, RuntimeError):  # which of them depends on the release
            readable = text.encode("utf-8", "ignore").decode("utf-8")
            found = self._processor.EncodeAsIds(readable, add_bos=True, add_eos=True)
        return found

    def _told(self, found: list[int]) -> PieceIds:
        return _NONE if self._silent.issuperset(found) else np.array(found, np.int32)

    def piece(self, index: int) -> str:
        """The piece that an id stands for; `▁` marks a word's beginning."""
        return str(self._processor.IdToPiece(index))
