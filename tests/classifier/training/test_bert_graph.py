import numpy as np
import pytest

from classifier.onnx_encoder import INPUT, OUTPUT
from classifier.training.bert_graph import bert_graph
from tests.classifier import tiny_bert


@pytest.mark.slow
@pytest.mark.parametrize("tokens", [1, 3, tiny_bert.MOST_TOKENS])
def test_the_graph_gives_what_the_weights_give(tokens: int) -> None:
    pytest.importorskip("onnx")
    from onnxruntime import InferenceSession

    weights = tiny_bert.weights()
    network = bert_graph(weights, tiny_bert.SIZES).SerializeToString()
    session = InferenceSession(network, providers=["CPUExecutionProvider"])
    ids = np.random.default_rng(3).integers(len(tiny_bert.VOCABULARY), size=tokens)

    (vectors,) = session.run([OUTPUT], {INPUT: ids[np.newaxis]})

    reference = tiny_bert.bert_vector(ids.tolist(), weights, sizes=tiny_bert.SIZES)
    assert vectors[0] == pytest.approx(reference, abs=1e-5)


@pytest.mark.slow
def test_the_graph_is_valid_and_of_the_standard_set() -> None:
    onnx = pytest.importorskip("onnx")
    network = bert_graph(tiny_bert.weights(), tiny_bert.SIZES)

    onnx.checker.check_model(network, full_check=True)
    assert {node.domain for node in network.graph.node} == {""}
