"""Tests of `router.adapters.rehearsal.clock`."""

from datetime import timedelta

from router.adapters.rehearsal.clock import SimulatedClock
from tests.factories import NOON


def clock(elapsed_s: float = 0.0, *, seed: int = 1) -> SimulatedClock:
    return SimulatedClock(NOON, elapsed_s=lambda: elapsed_s, seed=seed)


def test_it_tells_the_start_and_what_has_passed_since() -> None:
    assert clock(90.5).now() == NOON + timedelta(seconds=90.5)
    assert clock(90.5).monotonic_s() == 90.5


def test_ids_repeat_with_the_seed_and_never_in_one_run() -> None:
    one, same, other = clock(), clock(), clock(seed=2)

    first = one.new_id("dec")
    assert first == same.new_id("dec")
    assert first != other.new_id("dec")
    assert first != one.new_id("dec")


def test_later_ids_sort_after_earlier_ones() -> None:
    assert clock(1.0).new_id("dec") < clock(2.0).new_id("dec")
