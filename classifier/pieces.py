"""How does a text become the ids of word pieces, in any language?"""

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


class _Chunks(dict[str, tuple[int, ...]]):
    """What stands between two spaces, to its pieces."""

    def __init__(self, encode: Callable[[str], list[int]]) -> None:
        self._encode = encode

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        ids = tuple(self._encode(chunk))
        if len(chunk) <= _REMEMBERED_CHARS:
            if len(self) >= _REMEMBERED_CHUNKS:
                self.clear()
            self[chunk] = ids
        return ids


class Pieces:
    """A SentencePiece tokenizer. Calls may come from several threads at once.

    No piece goes beyond a space, so that in plain ASCII each chunk has the same pieces wherever it
    stands, and those of usual words are remembered: a quarter of the time. Beyond ASCII a mark may
    join what stands before it, and the text is read as a whole.
    """

    def __init__(self, model: bytes) -> None:
        """Take a serialised SentencePiece model.

        Raises:
            ValueError: the bytes are no such model.
        """
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

    @property
    def model(self) -> bytes:
        """The serialised SentencePiece model."""
        written: bytes = self._processor.serialized_model_proto()
        return written

    def __len__(self) -> int:
        return int(self._processor.GetPieceSize())

    def ids(self, text: str) -> PieceIds:
        """The ids of a text between its two end marks; none where no piece of it is known.

        Any string is accepted; lone surrogates are passed over.
        """
        if text.isascii():
            chunks = map(self._chunks.__getitem__, text.split(" "))
            found = [*chain(self._first, *chunks, self._last)]
            return self._told(found)
        try:
            found = self._processor.EncodeAsIds(text, add_bos=True, add_eos=True)
        except (UnicodeEncodeError, RuntimeError):  # which of them depends on the release
            readable = text.encode("utf-8", "ignore").decode("utf-8")
            found = self._processor.EncodeAsIds(readable, add_bos=True, add_eos=True)
        return self._told(found)

    def _told(self, found: list[int]) -> PieceIds:
        return _NONE if self._silent.issuperset(found) else np.array(found, np.int32)

    def piece(self, index: int) -> str:
        """The piece that an id stands for; `▁` marks a word's beginning."""
        return str(self._processor.IdToPiece(index))
