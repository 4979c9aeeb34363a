"""How does a text become the ids of word pieces, in any language?"""

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


class Pieces:
    """A SentencePiece tokenizer. Calls may come from several threads at once."""

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
            found = self._processor.EncodeAsIds(text, add_bos=True, add_eos=True)
        except (UnicodeEncodeError, RuntimeError):  # which of them depends on the release
            readable = text.encode("utf-8", "ignore").decode("utf-8")
            found = self._processor.EncodeAsIds(readable, add_bos=True, add_eos=True)
        says_something = any(index not in self._silent for index in found)
        return np.array(found, np.int32) if says_something else _NONE

    def piece(self, index: int) -> str:
        """The piece that an id stands for; `▁` marks a word's beginning."""
        return str(self._processor.IdToPiece(index))
