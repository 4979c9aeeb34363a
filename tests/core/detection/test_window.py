"""Tests of `router.core.detection.window`."""

import pytest

from router.core.detection.window import Window


def test_it_is_exact_while_it_begins() -> None:
    window = Window(60)
    for second in range(50):
        window.add(1000 + second, 1)

    assert window.at(1049) == 50


def test_it_slides_within_a_few_percent() -> None:
    window = Window(60)
    for second in range(600):
        window.add(1000 + second, 1)
        if second >= 120:
            assert window.at(1000 + second) == pytest.approx(60, rel=0.03)


def test_what_is_over_fades_to_nothing() -> None:
    window = Window(60)
    window.add(1000, 10)

    assert window.at(1090) == pytest.approx(5)
    assert window.at(1120) == 0
    window.add(2000, 1)
    assert window.at(2000) == 1
