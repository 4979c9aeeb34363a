"""Tests of `router.core.detection.outputs`."""

import pytest

from router.core.detection.outputs import Outputs


def _learned() -> Outputs:
    outputs = Outputs()
    for _ in range(20):
        for tokens in (200, 300, 450):
            outputs.add(tokens)
        outputs.close_hour()
    return outputs


def test_the_usual_length_is_the_geometric_mean() -> None:
    assert _learned().usual == pytest.approx(300, rel=0.01)


def test_long_is_far_above_the_usual_and_never_below_a_page() -> None:
    outputs = _learned()

    assert not outputs.add(1_400)
    assert outputs.add(1_600)


def test_without_a_past_nothing_is_long() -> None:
    assert not Outputs().add(16_000)


def test_one_hour_of_books_hardly_moves_it() -> None:
    outputs = _learned()
    for _ in range(500):
        outputs.add(8_000)
    outputs.close_hour()

    assert outputs.usual < 400
    outputs.close_hour()
    assert outputs.hours == 21
