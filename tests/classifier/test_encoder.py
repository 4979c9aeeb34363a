import importlib.util

import numpy as np
import pytest

from classifier.encoder import (
    MANY_TOKENS,
    EncoderUnavailableError,
    Passage,
    SentenceTransformerEncoder,
    StaticEncoder,
)


def _matrix() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(0).normal(size=(50, 6)).astype(np.float32)


def _passage(*ids: int) -> Passage:
    return Passage("text", np.array(ids, np.uint16))


def test_vectors_have_unit_length_and_an_empty_passage_is_zero() -> None:
    vectors = StaticEncoder("s", _matrix()).encode([_passage(1, 2, 3), _passage()])
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-6)
    assert not vectors[1].any()


def test_many_tokens_are_pooled_like_few() -> None:
    encoder = StaticEncoder("s", _matrix())
    ids = tuple(np.random.default_rng(1).integers(50, size=MANY_TOKENS - 1).tolist())
    few, many = encoder.encode([_passage(*ids), _passage(*ids, *ids)])
    assert few == pytest.approx(many, abs=1e-5)


def test_int8_keeps_the_direction() -> None:
    encoder = StaticEncoder("s", _matrix())
    rows, scales = encoder.to_int8()
    restored = StaticEncoder.from_int8("s", rows, scales=scales)
    passage = _passage(4, 8, 15)
    assert float(encoder.encode([passage])[0] @ restored.encode([passage])[0]) > 0.999


def test_tokens_that_cancel_out_give_zeros() -> None:
    matrix = np.array([[1, 0], [-1, 0]], np.float32)
    assert not StaticEncoder("s", matrix).encode([_passage(0, 1)]).any()


@pytest.mark.skipif(
    importlib.util.find_spec("sentence_transformers") is not None, reason="the extra is installed"
)
def test_a_missing_extra_is_named() -> None:
    with pytest.raises(EncoderUnavailableError, match=r"pip install 'tierwise\[encoders\]'"):
        SentenceTransformerEncoder("all-MiniLM-L6-v2")
