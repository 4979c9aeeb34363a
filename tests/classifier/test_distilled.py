"""Does the served encoder work out what its docstrings say, piece by piece?"""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.distilled import LEAST_GATE, MEAN_POWER, DistilledEncoder, DistilledWeights
from classifier.encoder import Passage, Vectors
from tests.classifier import tiny

Numbers = list[float]
SEQUENCES = st.lists(st.integers(0, tiny.VOCABULARY - 1), min_size=1, max_size=30)


def passage(ids: Sequence[int], kind: type[np.integer] = np.int32) -> Passage:
    return Passage("text", np.array(ids, kind))


def layer(values: Numbers, weights: Vectors, bias: Vectors) -> Numbers:
    sums = [
        sum(value * float(weights[place, column]) for place, value in enumerate(values))
        for column in range(weights.shape[1])
    ]
    return [max(0.0, total + float(offset)) for total, offset in zip(sums, bias, strict=True)]


def convolution(rows: list[Numbers], weights: Vectors, bias: Vectors) -> list[Numbers]:
    """Each row is read beside the one before and the one after it."""
    none = [0.0] * len(rows[0])
    around = [none, *rows, none]
    return [
        layer([*around[place], *row, *around[place + 2]], weights, bias)
        for place, row in enumerate(rows)
    ]


def reference(weights: DistilledWeights, ids: Sequence[int]) -> Numbers:
    """The same vector, number by number."""
    rows = [
        [float(step) * float(weights.scales[index]) for step in weights.rows[index]]
        for index in ids
    ]
    near = convolution(rows, weights.first, weights.first_bias)
    far = convolution(near, weights.second, weights.second_bias)
    gates = []
    for row in far:
        total = sum(v * float(w) for v, w in zip(row, weights.gate, strict=True))
        gates.append(1 / (1 + math.exp(-total - float(weights.gate_bias[0]))))
    divisor = max(sum(gates), LEAST_GATE) ** MEAN_POWER
    features = [
        sum(gate * row[column] for gate, row in zip(gates, block, strict=True)) / divisor
        for block in (rows, near, far)
        for column in range(len(block[0]))
    ]
    features += [
        max(gate * row[column] for gate, row in zip(gates, far, strict=True))
        for column in range(len(far[0]))
    ]
    return layer(features, weights.out, weights.out_bias)


@settings(max_examples=25)
@given(ids=SEQUENCES)
def test_the_vector_is_that_of_the_slow_reference(ids: list[int]) -> None:
    (found,) = tiny.encoder().encode([passage(ids)])

    assert found.tolist() == pytest.approx(reference(tiny.encoder().weights, ids), abs=1e-4)


def test_the_order_of_the_pieces_counts() -> None:
    there, back = tiny.encoder().encode([passage([40, 50, 60]), passage([60, 50, 40])])
    assert np.abs(there - back).max() > 1e-3


def test_an_empty_passage_is_zeros_among_others() -> None:
    vectors = tiny.encoder().encode([passage([5]), passage([]), passage([6])])

    assert vectors.shape == (3, tiny.DIMENSIONS)
    assert vectors.dtype == np.float32
    assert [bool(row.any()) for row in vectors] == [True, False, True]


def test_no_passages_give_no_rows() -> None:
    assert tiny.encoder().encode([]).shape == (0, tiny.DIMENSIONS)


def test_a_passage_has_the_same_vector_whatever_stands_beside_it() -> None:
    alone = tiny.encoder().encode([passage([7, 8, 9])])[0]
    among = tiny.encoder().encode([passage(range(100)), passage([7, 8, 9]), passage([])])[1]
    assert np.array_equal(alone, among)


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.uint16, np.uint32])
def test_ids_of_any_width_are_read(kind: type[np.integer]) -> None:
    every = range(tiny.VOCABULARY)
    assert np.array_equal(
        tiny.encoder().encode([passage(every, kind)]), tiny.encoder().encode([passage(every)])
    )


@settings(max_examples=50)
@given(ids=SEQUENCES, times=st.integers(1, 200))
def test_any_ids_of_the_vocabulary_give_finite_numbers(ids: list[int], times: int) -> None:
    (vector,) = tiny.encoder().encode([passage(ids * times)])
    assert np.isfinite(vector).all()


def test_gates_that_are_shut_divide_by_no_less_than_the_least() -> None:
    weights = tiny.encoder().weights
    arrays = {name: getattr(weights, name) for name in DistilledWeights.names()}
    shut = DistilledWeights(**arrays | {"gate_bias": np.array([-60], np.float32)})
    (vector,) = DistilledEncoder("shut", shut).encode([passage([3, 4])])
    assert vector == pytest.approx(np.maximum(weights.out_bias, 0), abs=1e-6)


def test_rounding_a_row_errs_by_half_a_step_of_its_largest_value() -> None:
    random = np.random.default_rng(0)
    rows = (random.normal(size=(300, 16)) * random.uniform(0.01, 9, (300, 1))).astype(np.float32)
    rows[7] = 0
    weights = tiny.encoder().weights
    layers = {name: getattr(weights, name) for name in DistilledWeights.names()[2:]}

    made = DistilledWeights.quantised(rows, **layers)

    restored = made.rows * made.scales[:, np.newaxis]
    steps = np.abs(rows).max(axis=1, keepdims=True) / 127
    assert made.rows.dtype == np.int8
    assert (np.abs(restored - rows) <= steps / 2 * 1.001).all()
    assert not restored[7].any()
    assert int(np.abs(made.rows).max()) == 127


def test_the_names_are_those_of_the_arrays_in_a_file() -> None:
    assert DistilledWeights.names()[:2] == ("rows", "scales")
    assert len(set(DistilledWeights.names())) == 10
