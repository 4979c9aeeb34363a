"""A BERT of two small layers with random weights, and what any BERT gives, worked out in NumPy.

`tests/classifier/tiny_onnx` is its export. To write that anew, after a change of the export:
`python -m tests.classifier.tiny_bert`.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, softmax

from classifier.training.bert_graph import Sizes, Weights
from classifier.training.onnx_export import export

EXPORTED: Final = Path(__file__).parent / "tiny_onnx"
NAME: Final = "tiny-bert"
SIZES: Final = Sizes(layers=2, heads=4, epsilon=1e-12)
HIDDEN, INNER = 32, 64
MOST_TOKENS = 12
WORDS = ["the", "a", "cat", "dog", "reads", "writes", "code", "contract", "refund", "now", "prove"]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, "##s", "."]

_Floats = NDArray[np.float32]


def weights() -> dict[str, _Floats]:
    """Random weights under the names of a published BERT, the same each time."""
    random = np.random.default_rng(5)
    found: dict[str, _Floats] = {}

    def norm(name: str) -> None:
        found[f"{name}.weight"] = random.normal(1, 0.1, HIDDEN).astype(np.float32)
        found[f"{name}.bias"] = random.normal(0, 0.1, HIDDEN).astype(np.float32)

    def dense(name: str, *, into: int, out: int) -> None:
        spread = 1 / np.sqrt(into)
        found[f"{name}.weight"] = random.normal(0, spread, (out, into)).astype(np.float32)
        found[f"{name}.bias"] = random.normal(0, 0.1, out).astype(np.float32)

    rows = {"word": len(VOCABULARY), "position": MOST_TOKENS, "token_type": 2}
    for name, count in rows.items():
        values = random.normal(0, 1, (count, HIDDEN)).astype(np.float32)
        found[f"embeddings.{name}_embeddings.weight"] = values
    norm("embeddings.LayerNorm")
    for number in range(SIZES.layers):
        layer = f"encoder.layer.{number}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            dense(f"{layer}.attention.{part}", into=HIDDEN, out=HIDDEN)
        norm(f"{layer}.attention.output.LayerNorm")
        dense(f"{layer}.intermediate.dense", into=HIDDEN, out=INNER)
        dense(f"{layer}.output.dense", into=INNER, out=HIDDEN)
        norm(f"{layer}.output.LayerNorm")
    return found


def bert_vector(ids: Sequence[int], weights: Weights, *, sizes: Sizes) -> _Floats:
    """The mean of the last layer, at unit length, as the paper has it and without ONNX."""

    def linear(value: _Floats, name: str) -> _Floats:
        return np.asarray(value @ weights[f"{name}.weight"].T + weights[f"{name}.bias"])

    def norm(value: _Floats, name: str) -> _Floats:
        centred = value - value.mean(axis=1, keepdims=True)
        spread = np.sqrt(centred.var(axis=1, keepdims=True) + sizes.epsilon)
        return np.asarray(centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"])

    def attended(value: _Floats, layer: str) -> _Floats:
        parts = [linear(value, f"{layer}.attention.self.{p}") for p in ("query", "key", "value")]
        heads = zip(*(np.split(part, sizes.heads, axis=1) for part in parts), strict=True)
        taken = [softmax(q @ k.T / np.sqrt(q.shape[1]), axis=1) @ v for q, k, v in heads]
        return linear(np.concatenate(taken, axis=1), f"{layer}.attention.output.dense")

    words, places, types = (
        weights[f"embeddings.{name}_embeddings.weight"]
        for name in ("word", "position", "token_type")
    )
    value = norm(words[list(ids)] + places[: len(ids)] + types[0], "embeddings.LayerNorm")
    for number in range(sizes.layers):
        layer = f"encoder.layer.{number}"
        value = norm(value + attended(value, layer), f"{layer}.attention.output.LayerNorm")
        inner = linear(value, f"{layer}.intermediate.dense")
        inner = inner * (1 + erf(inner / np.sqrt(2))) / 2
        value = norm(value + linear(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    mean = value.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def write_model(folder: Path, changed: Mapping[str, object] | None = None) -> None:
    """The folder that sentence-transformers would save, with some facts changed."""
    from safetensors.numpy import save_file
    from tokenizers import BertWordPieceTokenizer

    facts = {
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": HIDDEN,
        "num_hidden_layers": SIZES.layers,
        "num_attention_heads": SIZES.heads,
        "layer_norm_eps": SIZES.epsilon,
        "max_position_embeddings": MOST_TOKENS,
    }
    modules = [{"type": f"some.module.{kind}"} for kind in ("Transformer", "Pooling", "Normalize")]
    (folder / "1_Pooling").mkdir(parents=True)
    for name, content in {
        "config.json": facts | dict(changed or {}),
        "1_Pooling/config.json": {"pooling_mode": "mean"},
        "modules.json": modules,
    }.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    save_file(weights(), folder / "model.safetensors")
    known = {token: number for number, token in enumerate(VOCABULARY)}
    BertWordPieceTokenizer(known).save(str(folder / "tokenizer.json"))


def export_into(folder: Path) -> None:
    """Export the model into a folder."""
    with tempfile.TemporaryDirectory() as scratch:
        write_model(Path(scratch) / "model")
        export(Path(scratch) / "model", folder, name=NAME, origin="random weights")


if __name__ == "__main__":
    export_into(EXPORTED)
