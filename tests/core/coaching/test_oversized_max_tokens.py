"""Tests of `router.core.coaching.oversized_max_tokens`."""

from dataclasses import replace

from router.core.coaching.oversized_max_tokens import needed_tokens, oversized_max_tokens
from router.core.money import ZERO_USD
from tests.core.coaching.own import habits, own, usd


def test_what_was_held_is_told_and_nothing_is_said_to_be_saved() -> None:
    tip = oversized_max_tokens(habits(*(own(n, max_output_tokens=16_000) for n in range(5))))
    assert tip is not None
    assert (tip.saved_usd, tip.saved_tokens) == (ZERO_USD, 0)
    assert tip.held_usd == 5 * 15_000 * usd("0.000025")
    assert "not billed" in tip.text


def test_four_times_what_is_needed_is_room_enough() -> None:
    assert (
        oversized_max_tokens(habits(*(own(n, max_output_tokens=4_000) for n in range(9)))) is None
    )
    assert oversized_max_tokens(habits(*(own(n) for n in range(9)))) is None


def test_what_was_predicted_counts_as_needed() -> None:
    asked = [replace(own(n, max_output_tokens=16_000), output_tokens_p95=4_000) for n in range(9)]
    assert oversized_max_tokens(habits(*asked)) is None


def test_the_least_that_is_needed_is_a_short_answer() -> None:
    assert (needed_tokens(None), needed_tokens(10, 20), needed_tokens(900, 20)) == (256, 256, 900)
