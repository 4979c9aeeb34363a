"""Tests of `router.core.health`."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.core.errors import (
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
from router.core.health import HEALTHY, DeploymentHealth, tells_against

TIMES = st.lists(st.floats(0, 2_000), max_size=20).map(sorted)


def failed_at(*times_s: float) -> DeploymentHealth:
    return reduce(DeploymentHealth.after_failure, times_s, HEALTHY)


def test_three_failures_within_a_minute_make_it_unhealthy_for_half_a_minute() -> None:
    health = failed_at(0, 30, 59)

    assert not failed_at(0, 30).is_unhealthy(30)
    assert [health.is_unhealthy(at) for at in (59, 88.9, 89)] == [True, True, False]


def test_three_failures_over_more_than_a_minute_do_not() -> None:
    assert not failed_at(0, 30, 60).is_unhealthy(60)
    assert failed_at(0, 30, 60, 61).is_unhealthy(61)


def test_a_failure_after_a_spell_makes_it_unhealthy_at_once_and_for_twice_as_long() -> None:
    again = failed_at(0, 0, 0, 31)

    assert again.is_unhealthy(90.9)
    assert not again.is_unhealthy(91)


def test_a_spell_lasts_five_minutes_at_most() -> None:
    health = failed_at(0, 0, 0)
    for _ in range(10):
        health = health.after_failure(health.until_s)

    assert health.spell_s == 300


def test_failures_of_calls_that_were_under_way_prolong_nothing() -> None:
    assert failed_at(0, 0, 0, 10, 20, 29) == failed_at(0, 0, 0)


@given(TIMES)
def test_it_is_never_unhealthy_for_longer_than_five_minutes_after_a_failure(
    times_s: list[float],
) -> None:
    last_s = times_s[-1] if times_s else 0

    assert not failed_at(*times_s).is_unhealthy(last_s + 300)


@given(TIMES)
def test_what_is_remembered_stays_small(times_s: list[float]) -> None:
    assert len(failed_at(*times_s).failed_at_s) < 3


@pytest.mark.parametrize(
    "error",
    [
        UpstreamFailed("500"),
        UpstreamUnreachable("refused"),
        UpstreamBrokeOff("half"),
        UpstreamGarbled("what?"),
        UpstreamMisconfigured("401"),
        UpstreamTimedOut("silent"),
    ],
)
def test_what_the_provider_does_wrong_tells_against_it(error: RouterError) -> None:
    assert tells_against(error)


@pytest.mark.parametrize(
    "error",
    [
        UpstreamRejected("bad", upstream_status=400, upstream_body=b"{}"),
        UpstreamRateLimited("slow down"),
        LedgerUnavailable("disk full"),
    ],
)
def test_what_others_do_wrong_does_not(error: RouterError) -> None:
    assert not tells_against(error)


def called(endings: str) -> DeploymentHealth:
    """After calls a second apart, where `-` failed and `+` did not."""
    health = HEALTHY
    for at_s, ending in enumerate(endings):
        health = health.after_failure(at_s) if ending == "-" else health.after_success(at_s)
    return health


def test_half_of_ten_calls_that_fail_make_it_unhealthy_though_never_three_in_a_row() -> None:
    assert not called("-+-+-+-+").is_unhealthy(9)
    assert called("-+-+-+-+-+-").is_unhealthy(10)


def test_one_failure_in_four_does_not() -> None:
    assert not called("-+++" * 7).is_unhealthy(28)


def test_a_success_after_a_spell_clears_it() -> None:
    assert failed_at(0, 0, 0).after_success(31) == HEALTHY


def test_while_one_request_tries_it_the_others_still_avoid_it() -> None:
    tried = failed_at(0, 0, 0).on_trial(31)

    assert [tried.is_unhealthy(at) for at in (31.5, 32)] == [True, False]


def test_rest_that_was_asked_for_is_no_failure_and_lasts_five_minutes_at_most() -> None:
    resting = HEALTHY.resting(20, 10)

    assert [resting.is_avoided(at) for at in (29.9, 30)] == [True, False]
    assert not resting.is_unhealthy(15)
    assert HEALTHY.resting(9_999, 0).rests_until_s == 300


def test_a_shorter_rest_does_not_end_a_longer_one() -> None:
    assert HEALTHY.resting(60, 0).resting(1, 10).rests_until_s == 60


def test_what_is_over_is_forgotten() -> None:
    once = HEALTHY.after_failure(0).after_success(1)

    assert [once.is_forgotten(at) for at in (2, 40)] == [False, True]
    assert not HEALTHY.resting(60, 0).is_forgotten(50)
