"""Tests of `router.core.call_effects`."""

import pytest
from pydantic import ValidationError

from router.core.call_effects import Failover, Hedge, Reuse, ReuseSimilar, Sharing, Timeouts
from router.core.effects import Then


def test_a_time_alone_is_a_reuse_by_the_same_key() -> None:
    told = Then.model_validate({"reuse_answers": "24h"}).reuse_answers
    assert told == Reuse(lasting="24h", shared_by=Sharing.KEY)


@pytest.mark.parametrize("span", ["", "0h", "24", "1w", "24 h", "99999m"])
def test_a_span_is_a_number_and_a_unit(span: str) -> None:
    with pytest.raises(ValidationError):
        Then.model_validate({"reuse_answers": span})


def test_timeouts_that_say_nothing_are_refused() -> None:
    with pytest.raises(ValidationError, match="write at least one of connect_s"):
        Timeouts()


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan"), 100_000])
def test_a_time_is_a_positive_number_of_seconds_up_to_a_day(seconds: float) -> None:
    with pytest.raises(ValidationError):
        Timeouts(total_s=seconds)


def test_likeness_below_any_use_is_refused() -> None:
    with pytest.raises(ValidationError):
        ReuseSimilar(lasting="1h", similarity=0.3)


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (Failover(), "2 retries, permitted standing in"),
        (Timeouts(connect_s=0.5, between_tokens_s=30), "connect 0.5 s, between_tokens 30 s"),
        (Hedge(after_ms=800), "after 800 ms"),
        (Reuse(lasting="7d"), "7d"),
        (Reuse(lasting="7d", shared_by=Sharing.TEAM), "7d, shared by team"),
        (Reuse(lasting="7d", sampled=False), "7d, not where answers vary"),
        (ReuseSimilar(lasting="1h"), "1h at 0.8"),
    ],
)
def test_effects_are_written_as_cases_expect_them(effect: object, words: str) -> None:
    assert str(effect) == words
