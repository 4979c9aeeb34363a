"""Few short prompts as the networks see them, for tests that train."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from classifier.encoder import Passage, Vectors
from classifier.features.reading import Reader
from classifier.heads import HEADS
from classifier.pieces import PieceIds, Pieces
from classifier.training.sentences import pieces_model
from tests.classifier import tiny


class SilentEncoder:
    """Stands for an encoder where only the pieces are wanted."""

    name, dimensions = "silent", 0

    def encode(self, passages: Sequence[Passage]) -> Vectors:
        """No numbers."""
        return np.zeros((len(passages), 0), np.float32)


@cache
def pieces() -> Pieces:
    """The tokenizer of the multilingual network."""
    return Pieces(pieces_model())


@cache
def views() -> list[tuple[PieceIds, ...]]:
    """The views of the tiny classifier's prompts."""
    reader = Reader(pieces(), SilentEncoder())
    return [reader.read(one.prompt).ids for one in tiny.labelled_prompts()]


@cache
def positions() -> list[tuple[int, ...]]:
    """Of each prompt, the position of its label within each head."""
    return [
        tuple(list(labels).index(one.labels[head]) for head, labels in HEADS.items())
        for one in tiny.labelled_prompts()
    ]
