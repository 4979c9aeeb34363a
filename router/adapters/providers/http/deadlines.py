"""Which connections have been waited for too long? One coarse timer asks for all of them."""

import asyncio
from typing import Protocol

__all__ = ["TICK_S", "Deadlines", "Waited"]

TICK_S = 0.05
"""So late may a timeout be. A timer for each stage of each call would cost 3 us of every one."""
_RESTS_AFTER_S = 1.0


class Waited(Protocol):
    """What has a deadline, by the loop's clock."""

    deadline_s: float

    def expire(self) -> None:
        """The deadline has passed."""
        ...


class Deadlines:
    """Looks at all that is waited for every 50 ms, until nothing has been for a second."""

    def __init__(self) -> None:
        self._waited: set[Waited] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._rests_from_s = 0.0

    def watch(self, waited: Waited) -> None:
        """Expire `waited` once its deadline has passed."""
        self._waited.add(waited)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def forget(self, waited: Waited) -> None:
        """It is waited for no more."""
        self._waited.discard(waited)

    def close(self) -> None:
        """Forget everything, and stop the timer."""
        self._waited.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def look(self, now_s: float) -> bool:
        """Expire what is late; whether to look again."""
        for late in [waited for waited in self._waited if waited.deadline_s <= now_s]:
            self.forget(late)
            late.expire()
        if self._waited:
            self._rests_from_s = now_s + _RESTS_AFTER_S
        return now_s < self._rests_from_s

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        is_to_go_on = self.look(loop.time()) or bool(self._waited)
        self._timer = loop.call_later(TICK_S, self._tick) if is_to_go_on else None
