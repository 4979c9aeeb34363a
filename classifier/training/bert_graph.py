"""Which ONNX nodes make up a BERT whose mean is the vector of a text?

Only nodes of the standard set, so that any runtime can run them: ONNX Runtime's own fused ones were
tried and are not faster. One text at a time, so that nothing is padded or masked.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classifier.onnx_encoder import INPUT, OUTPUT

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

__all__ = ["Sizes", "Weights", "bert_graph"]

# The first set that has layer normalisation and GELU as one node each, and the format of its time.
OPSET, IR_VERSION = 20, 9

Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the weights alone do not tell."""

    layers: int
    heads: int
    epsilon: float


def bert_graph(weights: Weights, sizes: Sizes) -> "ModelProto":
    """From the ids of one text, special tokens and all, to a vector of unit length."""
    from onnx import TensorProto, helper

    network = _Network(weights, sizes.epsilon)
    value = _embedded(network)
    for layer in range(sizes.layers):
        value = _layer(network, value, prefix=f"encoder.layer.{layer}.", heads=sizes.heads)
    tokens_axis = network.constant("tokens_axis", np.array([1]))
    mean = network.node("ReduceMean", value, tokens_axis, keepdims=0)
    network.nodes.append(helper.make_node("LpNormalization", [mean], [OUTPUT], axis=1, p=2))
    graph = helper.make_graph(
        network.nodes,
        "sentence_transformer",
        [helper.make_tensor_value_info(INPUT, TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, network.dimensions])],
        list(network.constants.values()),
    )
    opset = helper.make_opsetid("", OPSET)
    return helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)


@dataclass(frozen=True, slots=True)
class _Network:
    """Collects nodes and constants. A value is known by the name of the node that gives it."""

    weights: Weights
    epsilon: float
    nodes: list["NodeProto"] = field(default_factory=list)
    constants: dict[str, "TensorProto"] = field(default_factory=dict)

    @property
    def dimensions(self) -> int:
        """The length of each token's vector."""
        return len(self.weights["embeddings.LayerNorm.bias"])

    def node(self, kind: str, *inputs: str, **attributes: int | float | list[int]) -> str:
        """Add a node with one output."""
        from onnx.helper import make_node

        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Add values that are known beforehand."""
        from onnx.numpy_helper import from_array

        self.constants[name] = from_array(np.ascontiguousarray(values), name)
        return name

    def linear(self, value: str, layer: str) -> str:
        """Multiply by the weights of a layer, and add its bias."""
        weight = self.constant(f"{layer}.weight", self.weights[f"{layer}.weight"].T)
        bias = self.constant(f"{layer}.bias", self.weights[f"{layer}.bias"])
        return self.node("Add", self.node("MatMul", value, weight), bias)

    def normalised_sum(self, first: str, second: str, *, layer: str) -> str:
        """Add two values and normalise each token."""
        parts = [self.constant(n, self.weights[n]) for n in (f"{layer}.weight", f"{layer}.bias")]
        total = self.node("Add", first, second)
        return self.node("LayerNormalization", total, *parts, epsilon=self.epsilon)


def _embedded(network: _Network) -> str:
    """The vector of each token and of its place. All tokens are of the first type."""
    names = ("word", "position", "token_type")
    words, places, types = (network.weights[f"embeddings.{n}_embeddings.weight"] for n in names)
    tokens = network.node("Gather", network.constant("words", words), INPUT)
    start, axis = network.constant("start", np.array([0])), network.constant("axis", np.array([0]))
    length = network.node("Shape", INPUT, start=1, end=2)
    table = network.constant("places", places + types[0])
    here = network.node("Slice", table, start, length, axis)
    return network.normalised_sum(tokens, here, layer="embeddings.LayerNorm")


def _layer(network: _Network, value: str, *, prefix: str, heads: int) -> str:
    """Attention, then two linear layers, each added to what was there and normalised."""
    attended = _attended(network, value, prefix=f"{prefix}attention.", heads=heads)
    value = network.normalised_sum(attended, value, layer=f"{prefix}attention.output.LayerNorm")
    inner = network.node("Gelu", network.linear(value, f"{prefix}intermediate.dense"))
    outer = network.linear(inner, f"{prefix}output.dense")
    return network.normalised_sum(outer, value, layer=f"{prefix}output.LayerNorm")


def _attended(network: _Network, value: str, *, prefix: str, heads: int) -> str:
    """What each token takes over from the others."""
    hidden = network.dimensions
    # Zero keeps the axis as it is: one text, its tokens.
    apart = network.constant("apart", np.array([0, 0, heads, hidden // heads]))
    together = network.constant("together", np.array([0, 0, hidden]))
    scale = network.constant("scale", np.array(1 / math.sqrt(hidden / heads), np.float32))

    def of_heads(part: str, axes: list[int]) -> str:
        projected = network.linear(value, f"{prefix}self.{part}")
        return network.node("Transpose", network.node("Reshape", projected, apart), perm=axes)

    query, key = of_heads("query", [0, 2, 1, 3]), of_heads("key", [0, 2, 3, 1])
    likeness = network.node("Mul", network.node("MatMul", query, key), scale)
    shares = network.node("Softmax", likeness)
    taken = network.node("MatMul", shares, of_heads("value", [0, 2, 1, 3]))
    merged = network.node("Reshape", network.node("Transpose", taken, perm=[0, 2, 1, 3]), together)
    return network.linear(merged, f"{prefix}output.dense")
