"""Tests of `router.core.simulation.draw`."""

from collections import Counter
from statistics import mean, median

import pytest

from router.core.simulation.draw import Draw

MANY = 20_000
FIXED = 0.944238993235


def test_it_is_the_same_for_the_same_purpose_and_another_for_another() -> None:
    assert Draw(1, "a").share() == Draw(1, "a").share()
    assert Draw(1, "a").share() != Draw(1, "b").share()
    assert Draw(1, "a").share() != Draw(2, "a").share()


def test_it_stays_the_same_on_every_machine() -> None:
    assert Draw(1, "a").below(1_000_000) == Draw("1", "a").below(1_000_000)
    assert round(Draw("fixed").share(), 12) == FIXED


def test_shares_are_spread_evenly() -> None:
    draw = Draw("even")
    tenths = Counter(int(draw.share() * 10) for _ in range(MANY))

    assert set(tenths) == set(range(10))
    assert all(0.9 < count / (MANY / 10) < 1.1 for count in tenths.values())


def test_whole_numbers_reach_both_ends_and_nothing_beyond() -> None:
    draw = Draw("whole")

    assert {draw.whole(2, 4) for _ in range(200)} == {2, 3, 4}
    assert {draw.below(3) for _ in range(200)} == {0, 1, 2}
    assert {draw.one_of("ab") for _ in range(50)} == {"a", "b"}
    assert all(2.0 <= draw.between(2.0, 2.5) < 2.5 for _ in range(200))


def test_weights_say_how_often() -> None:
    draw = Draw("weighted")
    counts = Counter(draw.weighted({"a": 3.0, "b": 1.0, "never": 0.0}) for _ in range(MANY))

    assert counts["a"] / MANY == pytest.approx(0.75, abs=0.02)
    assert counts["never"] == 0


def test_the_bell_curve_has_its_mean_and_spread() -> None:
    draw = Draw("normal")
    drawn = [draw.normal(10, 2) for _ in range(MANY)]

    assert mean(drawn) == pytest.approx(10, abs=0.06)
    assert sum(abs(one - 10) < 2 for one in drawn) / MANY == pytest.approx(0.683, abs=0.02)


def test_skewed_numbers_are_positive_around_their_median() -> None:
    draw = Draw("skewed")
    drawn = [draw.skewed(100, 0.9) for _ in range(MANY)]

    assert min(drawn) > 0
    assert median(drawn) == pytest.approx(100, rel=0.04)
    assert mean(drawn) > 130


def test_waiting_takes_its_mean_on_average() -> None:
    draw = Draw("waiting")

    assert mean(draw.waiting(5) for _ in range(MANY)) == pytest.approx(5, rel=0.04)
