"""Does a slow encoder see each passage once, and which encoder does a name stand for?"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from classifier.artifact import ENCODER_FILE
from classifier.distilled import DistilledEncoder
from classifier.encoder import (
    Encoder,
    EncoderUnavailableError,
    Passage,
    StaticEncoder,
    Vectors,
)
from classifier.pieces import PIECES_FILE, Pieces
from classifier.prediction import SHIPPED
from classifier.scale import HERE
from classifier.training.encoders import Remembered, Wanted, prepare_encoder
from classifier.training.fit import Settings
from tests.classifier import tiny


class Counting:
    """An encoder that counts what it is asked."""

    name, dimensions = "counting", 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """The length of the text, and one."""
        self.asked += [passage.text for passage in passages]
        return np.array([[len(passage.text), 1] for passage in passages], np.float32)


def passages(*texts: str) -> list[Passage]:
    return [Passage(text, np.zeros(1, np.int32)) for text in texts]


def prepared(name: str | None, folder: Path) -> tuple[Pieces, Encoder]:
    wanted = Wanted(name, tiny.labelled_prompts(), texts=None, settings=Settings())
    return prepare_encoder(wanted, folder, workers=HERE, told=(lambda _, __: None, lambda _: None))


def test_what_is_remembered_is_not_encoded_again() -> None:
    slow = Counting()
    encoder = Remembered(slow, {"known": np.array([7, 7], np.float32)}, name="onnx:folder")

    for _ in range(2):
        assert encoder.encode(passages("new", "known")).tolist() == [[3, 1], [7, 7]]

    assert slow.asked == ["new"]
    assert (encoder.name, encoder.dimensions) == ("onnx:folder", 2)


def test_without_a_name_pieces_and_vectors_are_those_that_are_shipped(tmp_path: Path) -> None:
    pieces, encoder = prepared(None, tmp_path)

    assert isinstance(encoder, DistilledEncoder)
    assert encoder.authors
    assert len(pieces) <= len(encoder.weights.rows)
    for name in (PIECES_FILE, ENCODER_FILE):
        assert (tmp_path / name).read_bytes() == (SHIPPED / name).read_bytes()


def test_static_is_the_mean_of_the_shipped_rows(tmp_path: Path) -> None:
    pieces, encoder = prepared("static", tmp_path)

    assert isinstance(encoder, StaticEncoder)
    assert encoder.name == "static"
    assert len(encoder.matrix) >= len(pieces)
    assert (tmp_path / ENCODER_FILE).is_file()


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="the extra is installed"
)
def test_a_named_model_without_its_library_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailableError, match=r"pip install 'tierwise\[encoders\]'"):
        prepared("some/model", tmp_path)


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="the extra is installed")
def test_making_the_encoder_anew_without_torch_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailableError, match=r"pip install 'tierwise\[train\]'"):
        prepared("distilled", tmp_path)
