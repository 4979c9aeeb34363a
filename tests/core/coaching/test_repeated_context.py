"""Tests of `router.core.coaching.repeated_context`."""

from datetime import timedelta

from router.core.coaching.own_request import OwnRequest
from router.core.coaching.repeated_context import repeated_context
from router.core.usage import Usage
from tests.core.coaching.own import habits, own, usd
from tests.factories import NOON


def talk(*, gap_s: int = 60, cached: int = 0, size: int = 4_000) -> list[OwnRequest]:
    """Six turns of one conversation, each a thousand tokens longer."""
    return [
        own(
            turn,
            at=NOON + timedelta(seconds=gap_s * turn),
            usage=Usage(
                input_tokens=size + 1_000 * turn,
                cached_tokens=min(cached, size),
                output_tokens=100,
            ),
            thread="t",
            turns=turn + 1,
        )
        for turn in range(6)
    ]


def test_what_the_turn_before_had_read_is_priced_as_cached() -> None:
    tip = repeated_context(habits(*talk()))
    assert tip is not None
    # 4,000 + 5,000 + ... + 8,000 tokens at 0.5 in place of 5 USD for a million
    assert tip.saved_usd == 30_000 * usd("0.0000045")
    assert (tip.requests, tip.saved_tokens) == (5, 0)
    assert "30,000 tokens" in tip.text


def test_nothing_is_said_once_the_cache_is_cold_or_served_it() -> None:
    assert repeated_context(habits(*talk(gap_s=301))) is None
    assert repeated_context(habits(*talk(size=800)[:1])) is None


def test_only_what_was_not_cached_counts() -> None:
    tip = repeated_context(habits(*talk(cached=3_000)))
    assert tip is not None
    assert tip.saved_usd == 15_000 * usd("0.0000045")


def test_another_conversation_or_deployment_begins_anew() -> None:
    apart = [own(n, thread=f"t{n}", turns=n) for n in range(6)]
    moved = [own(n, thread="t", turns=n, used=("large", "middle")[n % 2]) for n in range(6)]
    assert repeated_context(habits(*apart)) is None
    assert repeated_context(habits(*moved)) is None
