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
