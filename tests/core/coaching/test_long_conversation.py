"""Tests of `router.core.coaching.long_conversation`."""

from router.core.coaching.long_conversation import long_conversation
from router.core.coaching.own_request import OwnRequest
from router.core.usage import Usage
from tests.core.coaching.own import habits, own, usd


def talk(*turns: int, cached: int = 0) -> list[OwnRequest]:
    """Each turn adds a thousand tokens."""
    return [
        own(
            turn,
            usage=Usage(input_tokens=1_000 * turn, cached_tokens=cached, output_tokens=10),
            thread="t",
            turns=turn,
        )
        for turn in turns
    ]


def test_what_is_read_beyond_the_twentieth_turn_counts() -> None:
    tip = long_conversation(habits(*talk(*range(1, 26))))
    assert tip is not None
    assert (tip.requests, tip.saved_tokens) == (5, 15_000)
    assert tip.saved_usd == 15_000 * usd("0.000005")


def test_what_was_cached_is_worth_less() -> None:
    tip = long_conversation(habits(*talk(20), *talk(*range(21, 26), cached=21_000)))
    assert tip is not None
    # 1,000 of each were cached beyond the twentieth turn
    assert tip.saved_usd == 5_000 * usd("0.0000005") + 10_000 * usd("0.000005")


def test_short_ones_and_those_whose_twentieth_turn_was_not_seen_give_no_tip() -> None:
    assert long_conversation(habits(*talk(*range(1, 21)))) is None
    assert long_conversation(habits(*talk(*range(21, 40)))) is None
