"""How does a month pass in minutes? A loop whose time jumps to whatever happens next.

The service runs on it unchanged, its work in the background too: only `asyncio` is told another
time. Nothing is polled and nothing runs in threads, so that a run repeats itself exactly.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from heapq import heappop, heappush
from typing import Any, TypeVar

from typing_extensions import TypeVarTuple, Unpack, override

__all__ = ["SimulatedTime", "run_simulated"]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

BUSY_STEP_S = 1.0
"""While requests are under way, work in the background wakes this often at most."""
QUIET_STEP_S = 30.0
"""The same while there are none: nothing could be found then that was not there before."""


class SimulatedTime:
    """Time passes only while everybody waits, and then at once."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._awaited_s: list[float] = []
        """When the simulation itself wants to go on; background work waits elsewhere."""

    def now_s(self) -> float:
        """Seconds since the simulation began."""
        return self._now_s

    async def until(self, at_s: float) -> None:
        """Return at this moment, exactly."""
        if at_s > self._now_s:
            heappush(self._awaited_s, at_s)
            await asyncio.sleep(at_s - self._now_s)

    def jump(self, timeout_s: float | None) -> None:
        """Everybody waits, the first of them for so long; None: for ever."""
        if timeout_s is None:
            raise RuntimeError("Nothing is left to happen, and somebody still waits.")
        awaited = self._awaited_s
        while awaited and awaited[0] <= self._now_s:
            heappop(awaited)
        if timeout_s > 0:
            step_s = BUSY_STEP_S if len(awaited) > 1 else QUIET_STEP_S
            next_s = awaited[0] if awaited else self._now_s
            self._now_s = max(self._now_s + timeout_s, min(self._now_s + step_s, next_s))


def run_simulated(time: SimulatedTime, main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run `main` on this time to its end."""
    with asyncio.Runner(loop_factory=lambda: _SimulatedLoop(time)) as runner:
        return runner.run(main())


class _SimulatedLoop(asyncio.SelectorEventLoop):
    def __init__(self, simulated: SimulatedTime) -> None:
        self._simulated = simulated
        super().__init__(_NothingToPoll(simulated))

    @override
    def time(self) -> float:
        return self._simulated.now_s()

    @override
    def run_in_executor(
        self, executor: object, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> "asyncio.Future[T]":
        """Run it here and now: in a thread it would take real time, and another time each run."""
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - as an executor does: whoever awaits it gets it
            done.set_exception(error)
        return done


class _NothingToPoll(selectors.SelectSelector):
    """Instead of waiting for sockets, time jumps."""

    def __init__(self, simulated: SimulatedTime) -> None:
        super().__init__()
        self._simulated = simulated

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._simulated.jump(timeout)
        return []
