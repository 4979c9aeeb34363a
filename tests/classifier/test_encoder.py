import importlib.util

import numpy as np
import pytest

from classifier.encoder import (
    EncoderUnavailableError,
    Passage,
    SentenceTransformerEncoder,
    StaticEncoder,
)


def _matrix() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(0).normal(size=(50, 6)).astype(np.float32)


def _passage(*ids: int) -> Passage:
    return Passage("text", np.array(ids, np.int32))


def test_vectors_have_unit_length_and_an_empty_passage_is_zero() -> None:
    vectors = StaticEncoder("s", _matrix()).encode([_passage(1, 2, 3), _passage()])
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-6)
    assert not vectors[1].any()


def test_pieces_that_cancel_out_give_zeros() -> None:
    matrix = np.array([[1, 0], [-1, 0]], np.float32)
    assert not StaticEncoder("s", matrix).encode([_passage(0, 1)]).any()


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="the extra is installed"
)
def test_a_missing_extra_is_named() -> None:
    with pytest.raises(EncoderUnavailableError, match=r"pip install 'tierwise\[encoders\]'"):
        SentenceTransformerEncoder("all-MiniLM-L6-v2")
