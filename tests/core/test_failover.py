"""Tests of `router.core.failover`: whether, where and when a failed call is tried again."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.effects import Failover, StandIn
from router.core.errors import (
    BudgetExceeded,
    LedgerUnavailable,
    RouterError,
    UpstreamBrokeOff,
    UpstreamFailed,
    UpstreamGarbled,
    UpstreamMisconfigured,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from router.core.failover import Again, Trail, next_try, stand_ins
from router.core.tier import Tier
from tests.factories import deployment

HERE = deployment("here", tier=Tier.STANDARD, context_window=8_000)
OTHER = deployment("other", tier=Tier.STANDARD, context_window=8_000)
LARGE = deployment("large", tier=Tier.PREMIUM, context_window=200_000)
REFUSED = UpstreamRejected("no", upstream_status=400, upstream_body=b'{"error":{"code":"bad"}}')
TOO_LONG = UpstreamRejected(
    "long", upstream_status=400, upstream_body=b'{"error":{"code":"context_length_exceeded"}}'
)
TRANSIENT = [UpstreamFailed("500"), UpstreamGarbled("what?"), UpstreamBrokeOff("gone")]
ELSEWHERE = [UpstreamTimedOut("silent"), UpstreamMisconfigured("401"), UpstreamUnreachable("down")]


def trail(*tried: object, left: tuple[object, ...] = (OTHER, LARGE), **more: object) -> Trail:
    made = Trail(told=Failover(), tried=tried or (HERE,), left=left)  # type: ignore[arg-type]
    return replace(made, **more)  # type: ignore[arg-type]


def after(error: RouterError, of: Trail | None = None, *, draw: float = 0.5) -> Again | None:
    return next_try(error, of or trail(), draw=draw)


def limited(seconds: float | None) -> UpstreamRateLimited:
    error = UpstreamRateLimited("slow down")
    error.retry_after_s = seconds
    return error


@pytest.mark.parametrize("error", TRANSIENT, ids=lambda one: type(one).__name__)
def test_what_may_pass_is_tried_once_more_there_and_then_elsewhere(error: RouterError) -> None:
    assert after(error) == Again(HERE, 0.05)
    assert after(error, trail(HERE, HERE)) == Again(OTHER)


@pytest.mark.parametrize("error", ELSEWHERE, ids=lambda one: type(one).__name__)
def test_what_would_happen_again_goes_elsewhere_at_once(error: RouterError) -> None:
    assert after(error) == Again(OTHER)


@pytest.mark.parametrize("error", ELSEWHERE[:2], ids=lambda one: type(one).__name__)
def test_and_is_told_where_nobody_stands_in(error: RouterError) -> None:
    assert after(error, trail(left=())) is None


def test_pauses_double_up_to_two_seconds_and_are_drawn() -> None:
    alone = trail(left=(), told=Failover(retries=5))
    told = [after(TRANSIENT[0], replace(alone, tried=(HERE,) * n), draw=1.0) for n in range(1, 6)]

    assert [again and again.pause_s for again in told] == [0.1, 0.2, 0.4, 0.8, 1.6]
    assert after(TRANSIENT[0], alone, draw=0.0) == Again(HERE, 0.0)


def test_a_provider_that_limits_the_rate_is_left_alone_where_somebody_stands_in() -> None:
    assert after(limited(1.0)) == Again(OTHER)
    assert after(limited(None)) == Again(OTHER)


def test_else_it_is_asked_again_when_it_said_if_that_is_soon() -> None:
    assert after(limited(1.0), trail(left=())) == Again(HERE, 1.05)
    assert after(limited(60.0), trail(left=())) is None


def test_content_that_was_refused_is_not_tried_again() -> None:
    assert after(REFUSED) is None


def test_input_that_was_too_long_goes_to_whoever_takes_more() -> None:
    assert after(TOO_LONG) == Again(LARGE)
    assert after(TOO_LONG, trail(left=(OTHER,))) is None


def test_under_many_repeats_only_others_are_asked() -> None:
    assert after(TRANSIENT[0], trail(may_repeat=False)) == Again(OTHER)
    assert after(TRANSIENT[0], trail(left=(), may_repeat=False)) is None


def test_who_fails_at_present_is_the_last_resort_and_counts_as_a_repeat() -> None:
    alone = trail(left=(), ill=(LARGE,))

    assert after(UpstreamUnreachable("down"), alone) == Again(LARGE)
    assert after(UpstreamTimedOut("silent"), alone) == Again(LARGE)
    assert after(UpstreamTimedOut("silent"), replace(alone, left=(OTHER,))) == Again(OTHER)
    assert after(UpstreamTimedOut("silent"), replace(alone, may_repeat=False)) is None


def test_no_try_begins_after_the_callers_time_is_up() -> None:
    assert after(limited(3.0), trail(left=(), elapsed_s=8, total_s=10)) is None
    assert after(limited(1.0), trail(left=(), elapsed_s=8, total_s=10)) == Again(HERE, 1.05)


@pytest.mark.parametrize("error", [LedgerUnavailable("x"), BudgetExceeded("x"), RouterError("x")])
def test_errors_that_are_not_the_providers_are_not_tried_again(error: RouterError) -> None:
    assert after(error) is None


@given(
    error=st.sampled_from([*TRANSIENT, *ELSEWHERE, REFUSED, TOO_LONG, limited(0.5)]),
    retries=st.integers(0, 5),
    tries=st.integers(1, 8),
    others=st.integers(0, 3),
    draw=st.floats(0, 1),
)
def test_there_are_never_more_tries_than_policy_permits(
    error: RouterError, retries: int, tries: int, others: int, draw: float
) -> None:
    left = (OTHER, LARGE, HERE)[:others]
    of = trail(*(HERE,) * tries, left=left, told=Failover(retries=retries))
    again = after(error, of, draw=draw)

    assert again is None or (tries <= retries and again.deployment in (HERE, *left))


class TestStandIns:
    def test_whoever_policy_permits_in_its_order(self) -> None:
        assert stand_ins(Failover(), HERE, others=(LARGE, OTHER)) == (LARGE, OTHER)

    def test_only_the_same_tier_where_policy_says_so(self) -> None:
        told = Failover(stand_in=StandIn.SAME_TIER)
        assert stand_ins(told, HERE, others=(LARGE, OTHER)) == (OTHER,)

    def test_nobody_where_policy_says_so(self) -> None:
        assert stand_ins(Failover(stand_in=StandIn.NOBODY), HERE, others=(LARGE, OTHER)) == ()

    def test_those_that_fail_at_present_are_left_out(self) -> None:
        assert stand_ins(Failover(), HERE, others=(LARGE, OTHER), failing=("openai/large",)) == (
            OTHER,
        )
