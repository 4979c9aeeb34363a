"""Tests of `router.services.watch_health`."""

import logging

import pytest

from router.core.errors import UpstreamFailed, UpstreamRateLimited
from router.services.watch_health import WatchHealth
from tests.factories import deployment
from tests.fakes import FixedClock

SMALL, LARGE = deployment("small"), deployment("large", provider="anthropic")
DOWN = UpstreamFailed("It answered with status 500.")


def fail(health: WatchHealth, *, times: int = 3) -> None:
    for _ in range(times):
        health.hear(SMALL, DOWN)


def test_what_fails_is_named_with_its_provider_until_its_time_is_over() -> None:
    clock = FixedClock()
    health = WatchHealth(clock=clock)
    assert health.failing() == ()

    fail(health)
    assert health.failing() == ("openai/small",)

    clock.advance(30)
    assert health.failing() == ()


def test_several_are_sorted() -> None:
    health = WatchHealth(clock=FixedClock())

    for one in (SMALL, LARGE) * 3:
        health.hear(one, DOWN)

    assert health.failing() == ("anthropic/large", "openai/small")


def test_a_success_clears_it_and_failures_before_it_no_longer_count() -> None:
    health = WatchHealth(clock=FixedClock())

    fail(health)
    health.hear(SMALL, None)
    assert health.failing() == ()

    fail(health, times=2)
    health.hear(SMALL, None)
    fail(health, times=2)
    assert health.failing() == ()


def test_the_success_of_another_clears_nothing() -> None:
    health = WatchHealth(clock=FixedClock())

    fail(health)
    health.hear(LARGE, None)

    assert health.failing() == ("openai/small",)


def test_a_rate_limit_is_neither_failure_nor_success() -> None:
    health = WatchHealth(clock=FixedClock())

    fail(health, times=2)
    for _ in range(5):
        health.hear(SMALL, UpstreamRateLimited("slow down"))
    assert health.failing() == ()

    fail(health, times=1)
    assert health.failing() == ("openai/small",)


def test_it_is_told_once_when_it_begins_and_once_when_it_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    health = WatchHealth(clock=FixedClock())

    with caplog.at_level(logging.INFO):
        fail(health, times=6)
        health.hear(SMALL, None)
        health.hear(SMALL, None)

    begun, ended = caplog.messages
    assert "openai/small fails and counts as unhealthy for 30 s" in begun
    assert DOWN.message in begun
    assert "openai/small answers again" in ended


def test_it_remembers_no_more_than_a_thousand_suspects() -> None:
    health = WatchHealth(clock=FixedClock())

    for name in (f"d{number}" for number in range(1_100)):
        for _ in range(3):
            health.hear(deployment(name), DOWN)

    assert len(health.failing()) == 1_000
    assert "openai/d1099" in health.failing()


def test_after_a_spell_one_request_tries_it_while_the_others_wait() -> None:
    clock = FixedClock()
    health = WatchHealth(clock=clock)
    fail(health)
    clock.advance(30)

    assert [health.failing() for _ in range(3)] == [(), ("openai/small",), ("openai/small",)]
    clock.advance(1)
    assert health.failing() == ()

    health.hear(SMALL, DOWN)
    clock.advance(59)
    assert health.failing() == ("openai/small",)


def test_a_provider_that_names_a_time_is_left_alone_until_then() -> None:
    clock = FixedClock()
    health = WatchHealth(clock=clock)
    limited = UpstreamRateLimited("slow down")
    limited.retry_after_s = 12.0

    health.hear(SMALL, limited)

    assert health.failing() == ("openai/small",)
    clock.advance(12)
    assert health.failing() == ()


def test_latencies_are_moving_means_that_are_forgotten_after_ten_minutes() -> None:
    clock = FixedClock()
    health = WatchHealth(clock=clock)
    for seconds in (1.0, 2.0):
        health.answered(SMALL, after_s=seconds)
    clock.advance(300)
    health.answered(LARGE, after_s=0.25)

    assert health.latencies_ms() == (("anthropic/large", 250), ("openai/small", 1_200))
    clock.advance(301)
    assert health.latencies_ms() == (("anthropic/large", 250),)
    health.answered(SMALL, after_s=3.0)
    assert dict(health.latencies_ms())["openai/small"] == 3_000
