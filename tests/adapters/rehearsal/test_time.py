"""Tests of `router.adapters.rehearsal.time`."""

import asyncio
import time as real

import pytest

from router.adapters.rehearsal.time import BUSY_STEP_S, QUIET_STEP_S, SimulatedTime, run_simulated


def test_a_month_passes_at_once() -> None:
    time, began = SimulatedTime(), real.monotonic()

    run_simulated(time, lambda: time.until(30 * 86_400))

    assert time.now_s() == 30 * 86_400
    assert real.monotonic() - began < 5


def test_those_who_wait_go_on_in_order_of_time_and_at_their_moment() -> None:
    time = SimulatedTime()
    seen: list[float] = []

    async def wait(at_s: float) -> None:
        await time.until(at_s)
        seen.append(time.now_s())

    async def main() -> None:
        await asyncio.gather(*(wait(at_s) for at_s in (7.5, 0.25, 3.0, 0.0)))

    run_simulated(time, main)

    assert seen == [0.0, 0.25, 3.0, 7.5]


async def _beat(time: SimulatedTime, beats: list[float]) -> None:
    while True:
        await asyncio.sleep(0.2)
        beats.append(time.now_s())


def test_background_work_beats_often_only_while_something_is_under_way() -> None:
    time = SimulatedTime()
    beats: list[float] = []

    async def main() -> None:
        background = asyncio.create_task(_beat(time, beats))
        under_way = asyncio.create_task(time.until(60))
        await time.until(600)
        await under_way
        background.cancel()

    run_simulated(time, main)

    busy = [at_s for at_s in beats if at_s <= 60]
    quiet = [at_s for at_s in beats if at_s > 60]
    assert 50 / BUSY_STEP_S < len(busy) <= 70 / BUSY_STEP_S
    assert 500 / QUIET_STEP_S < len(quiet) < 600 / QUIET_STEP_S + 5


def test_work_for_threads_is_done_here_and_takes_no_time() -> None:
    time = SimulatedTime()

    assert run_simulated(time, lambda: asyncio.to_thread(sum, [1, 2])) == 3
    assert time.now_s() == 0


def test_what_such_work_raises_reaches_whoever_awaits_it() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        run_simulated(SimulatedTime(), lambda: asyncio.to_thread(int, "x"))


def test_who_waits_for_nothing_is_told_instead_of_waiting_for_ever() -> None:
    async def main() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="Nothing is left to happen"):
        run_simulated(SimulatedTime(), main)
