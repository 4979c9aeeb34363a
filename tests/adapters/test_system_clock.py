"""Tests of `router.adapters.system_clock`."""

import re
from datetime import UTC, datetime, timedelta

from router.adapters.system_clock import SystemClock
from router.ports.clock import Clock

CLOCK: Clock = SystemClock()


def test_now_is_the_present_in_utc() -> None:
    before = datetime.now(UTC)
    now = CLOCK.now()

    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


def test_the_monotonic_clock_never_goes_back() -> None:
    read = [CLOCK.monotonic_s() for _ in range(1_000)]

    assert read == sorted(read)


def test_ids_are_unique_even_within_a_millisecond() -> None:
    assert len({CLOCK.new_id("dec") for _ in range(10_000)}) == 10_000


def test_ids_of_later_milliseconds_sort_later() -> None:
    ids = [CLOCK.new_id("dec")]
    while moment_of(ids[-1]) - moment_of(ids[0]) < 5:
        ids.append(CLOCK.new_id("dec"))
    one_a_moment = list({moment_of(made): made for made in ids}.values())

    assert len(one_a_moment) > 1
    assert one_a_moment == sorted(one_a_moment)


def test_an_id_has_a_prefix_the_time_of_its_making_and_32_digits() -> None:
    before_ms = int(datetime.now(UTC).timestamp() * 1_000)
    made = CLOCK.new_id("led")

    assert re.fullmatch(r"led_[0-9a-f]{32}", made)
    assert before_ms <= moment_of(made) <= datetime.now(UTC).timestamp() * 1_000


def moment_of(made: str) -> int:
    return int(made.partition("_")[2][:12], base=16)
