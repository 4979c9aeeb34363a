"""How does a sentence transformer give vectors at serving, without torch?

`python -m classifier.training.onnx_export FOLDER` writes the folder that is read here: the network
with int8 weights, its tokenizer, and what both are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from classifier.encoder import EncoderUnavailableError, Passage, Vectors
from classifier.manifest import sha256_of

__all__ = [
    "DESCRIPTION_FILE",
    "INPUT",
    "NETWORK_FILE",
    "OUTPUT",
    "TOKENIZER_FILE",
    "Description",
    "OnnxEncoder",
]

NETWORK_FILE: Final = "model.int8.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"
DESCRIPTION_FILE: Final = "encoder.json"

# What the network takes and gives: token ids, one row; one row of unit length.
INPUT: Final = "ids"
OUTPUT: Final = "vector"
# Stand around every text, also around an empty one.
_FRAME_TOKENS = 2
# A token is seldom longer, so what lies beyond is not even tokenised: it would be cut off again.
_CHARS_PER_TOKEN = 32
_REMEDY = "Write the folder anew with: python -m classifier.training.onnx_export"


@dataclass(frozen=True, slots=True)
class Description:
    """What a folder holds, with the hash of each file."""

    name: str
    source: str
    dimensions: int
    max_tokens: int
    files: Mapping[str, str]

    def write(self, folder: Path) -> None:
        """Keep it beside the files."""
        text = json.dumps(asdict(self), indent=2) + "\n"
        (folder / DESCRIPTION_FILE).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read it, and check that the files are the ones it describes.

        Raises:
            EncoderUnavailableError: something is missing, damaged, or not from our export.
        """
        try:
            facts = json.loads((folder / DESCRIPTION_FILE).read_text(encoding="utf-8"))
            description = cls(
                name=str(facts["name"]),
                source=str(facts["source"]),
                dimensions=int(facts["dimensions"]),
                max_tokens=int(facts["max_tokens"]),
                files={name: facts["files"][name] for name in (NETWORK_FILE, TOKENIZER_FILE)},
            )
            found = {name: sha256_of(folder / name) for name in description.files}
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"The folder {folder} holds no ONNX encoder of ours ({error}). {_REMEDY}"
            raise EncoderUnavailableError(message) from error
        for name, known in description.files.items():
            if found[name] != known:
                message = f"{folder / name} is damaged: its hash is another. {_REMEDY}"
                raise EncoderUnavailableError(message)
        return description


class OnnxEncoder:
    """A BERT with int8 weights. Of a long text it reads the beginning, as its teacher does."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Load a folder of `python -m classifier.training.onnx_export`.

        Raises:
            EncoderUnavailableError: a library is missing, or the folder cannot be used.
        """
        try:
            from onnxruntime import InferenceSession, SessionOptions
            from tokenizers import Tokenizer
        except ImportError as error:
            message = (
                f"The encoder in {folder} needs onnxruntime and tokenizers. "
                "Install them with: pip install 'tierwise[onnx]'"
            )
            raise EncoderUnavailableError(message) from error
        description = Description.read(folder)
        self.name = description.name
        self.dimensions = description.dimensions
        self._most_chars = description.max_tokens * _CHARS_PER_TOKEN
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        options = SessionOptions()
        options.intra_op_num_threads = threads
        # Otherwise idle threads turn in circles, on cores that answer requests.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = InferenceSession(
            str(folder / NETWORK_FILE), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """One row for each passage.

        Each goes through the network alone: together they would share the scales of their
        activations, and a vector would depend on what it was encoded beside.
        """
        vectors = np.zeros((len(passages), self.dimensions), np.float32)
        for row, passage in zip(vectors, passages, strict=True):
            ids = self._ids(passage.text)
            if len(ids) > _FRAME_TOKENS:
                (found,) = self._session.run([OUTPUT], {INPUT: np.array([ids], np.int64)})
                row[:] = found[0]
        return vectors

    def _ids(self, text: str) -> list[int]:
        # The tokenizer refuses lone surrogates, which no token stands for anyway.
        readable = text[: self._most_chars].encode("utf-8", "ignore").decode("utf-8")
        ids: list[int] = self._tokenizer.encode(readable).ids
        return ids
